// Twilio's own library sends a text, reads it, and lists it: node texts.cjs URL ACCOUNT TOKEN FROM TO
const twilio = require("twilio");

const [base, account, token, from, to] = process.argv.slice(2);

/** The library's own client, sent to the stand-in instead of Twilio. */
class Here extends twilio.RequestClient {
  request(options) {
    const at = new URL(options.uri);
    return super.request({ ...options, uri: base + at.pathname + at.search });
  }
}

const refused = (call) => call.then(() => ({}), (e) => ({ code: e.code, status: e.status }));

(async () => {
  const client = twilio(account, token, { httpClient: new Here() });
  const made = await client.messages.create({ from, to, body: "Grüße 👍", statusCallback: "https://desk.example.com/status?text=1#rc=5" });
  const read = await client.messages(made.sid).fetch();
  const list = await client.messages.list({ to, limit: 20 });
  const wrong = await refused(client.messages.create({ from: to, to, body: "x" }));
  const long = await refused(client.messages.create({ from, to, body: "x".repeat(1601) }));
  process.stdout.write(JSON.stringify({ sid: made.sid, status: made.status, segments: made.numSegments, read: read.body, listed: list.map((m) => m.sid), wrong, long }));
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
