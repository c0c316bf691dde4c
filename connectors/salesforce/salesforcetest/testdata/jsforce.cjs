// Drives the stand-in with jsforce as it comes, and prints what it saw.
// Arguments: address of the stand-in, a refresh token.
'use strict';
const jsforce = require('jsforce');
const [url, refreshToken] = process.argv.slice(2);
const oauth2 = { loginUrl: url, clientId: 'consumer-key', clientSecret: 'consumer-secret', redirectUri: 'http://127.0.0.1/callback' };

async function caught(promise) {
  try {
    await promise;
    return null;
  } catch (e) {
    return { code: e.errorCode || e.name, message: e.message };
  }
}

(async () => {
  const out = {};
  const conn = new jsforce.Connection({ oauth2, version: '66.0' });
  const user = await conn.authorize({ grant_type: 'client_credentials' });
  out.user = user.id;
  out.organization = user.organizationId;
  out.denied = await caught(
    new jsforce.Connection({ oauth2: { ...oauth2, clientSecret: 'wrong' } }).authorize({ grant_type: 'client_credentials' }),
  );

  const contact = await conn.sobject('Contact').create({ FirstName: 'Jane', LastName: "O'Neil", Phone: '(415) 555-1212', Email: 'jane@customer.example' });
  const made = await conn.sobject('Case').create({ Subject: 'Lamp', ContactId: contact.id });
  out.case = made.id;
  out.updated = await conn.sobject('Case').update({ Id: made.id, Status: 'Working' });
  out.read = (await conn.sobject('Case').retrieve(made.id)).Status;

  const found = await conn.query("SELECT Id, Status, Contact.Name FROM Case WHERE Contact.LastName = 'O\\'Neil' AND (IsClosed = false OR Subject LIKE 'x%') ORDER BY CreatedDate DESC LIMIT 5");
  out.query = found.records.map((r) => [r.Id, r.Status, r.Contact.Name]);
  out.built = (await conn.sobject('Contact').find({ LastName: "O'Neil", Phone: { $like: '(415)%' } }, 'Id, Name').limit(3)).length;
  out.limit = conn.limitInfo;

  const upsert = { Deskside_Key__c: 'a/b c', Subject: 'Call', WhatId: made.id };
  out.upsertNew = await conn.sobject('Task').upsert(upsert, 'Deskside_Key__c');
  out.upsertAgain = await conn.sobject('Task').upsert({ ...upsert, Subject: 'Call again' }, 'Deskside_Key__c');
  out.many = (await conn.sobject('Task').create([{ Subject: 'one', WhatId: made.id }, { Subject: 'x'.repeat(256) }])).map((r) => [r.success, r.errors.map((e) => e.statusCode)]);
  out.manyUpserts = (await conn.sobject('Task').upsert([{ Subject: '1', Deskside_Key__c: 'k1' }, { Subject: '2', Deskside_Key__c: 'a/b c' }], 'Deskside_Key__c')).map((r) => [r.success, r.created]);

  out.file = await conn.create(
    'ContentVersion',
    { Title: 'lamp', PathOnClient: 'lamp.txt', FirstPublishLocationId: made.id, Deskside_Key__c: 'f1', VersionData: Buffer.from('broken lamp').toString('base64') },
    { multipartFileFields: { VersionData: { contentType: 'text/plain', filename: 'lamp.txt' } } },
  );
  const download = await conn.request({ method: 'GET', url: `/sobjects/ContentVersion/${out.file.id}/VersionData` }, { responseType: 'text/plain' });
  out.content = String(download);
  out.fileAgain = await caught(conn.create('ContentVersion', { PathOnClient: 'x.txt', Deskside_Key__c: 'f1', VersionData: 'eA==' }));

  out.search = (await conn.search('FIND {4155551212} IN PHONE FIELDS RETURNING Contact(Id, Name)')).searchRecords.map((r) => r.Name);
  out.identity = (await conn.identity()).username;
  out.described = (await conn.sobject('Case').describe()).fields.some((f) => f.name === 'Deskside_Key__c' && f.externalId && f.unique);
  out.missing = await caught(conn.sobject('Case').retrieve('500000000000000AAA'));
  out.badField = await caught(conn.query('SELECT Nonsense__c FROM Case'));

  const composite = (allOrNone, parts) => conn.requestPost('/services/data/v66.0/composite', { allOrNone, collateSubrequests: false, compositeRequest: parts });
  const post = (referenceId, object, body) => ({ method: 'POST', url: `/services/data/v66.0/sobjects/${object}`, referenceId, body });
  const good = await composite(true, [post('c', 'Case', { Subject: 'Two' }), post('n', 'CaseComment', { ParentId: '@{c.id}', CommentBody: 'hello' })]);
  out.composite = good.compositeResponse.map((r) => r.httpStatusCode);
  const bad = await composite(true, [post('c', 'Case', { Subject: 'Three' }), post('n', 'CaseComment', { ParentId: '@{c.id}', CommentBody: 'é'.repeat(2001) })]);
  out.undone = bad.compositeResponse.map((r) => [r.httpStatusCode, r.body[0].errorCode]);
  out.three = (await conn.query("SELECT Id FROM Case WHERE Subject = 'Three'")).totalSize;
  out.tooMany = await caught(composite(true, Array.from({ length: 26 }, (_, i) => post(`c${i}`, 'Case', {}))));

  await conn.sobject('Case').destroy(made.id);
  out.deleted = await caught(conn.sobject('Case').retrieve(made.id));

  const stale = new jsforce.Connection({ oauth2, version: '66.0', instanceUrl: url, accessToken: '00D!expired', refreshToken });
  let refreshed = 0;
  stale.on('refresh', () => refreshed++);
  out.afterRefresh = [(await stale.query('SELECT Id FROM User LIMIT 1')).totalSize, refreshed];
  console.log(JSON.stringify(out));
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
