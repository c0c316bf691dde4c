import { createElement } from "lwc";
import { publish } from "lightning/messageService";
import { getRecord } from "lightning/uiRecordApi";
import DIAL from "@salesforce/messageChannel/Deskside_Dial__c";
import DesksideCall from "c/desksideCall";

const caseId = "500000000000001AAA";
let element;

function open(objectApiName, values) {
  element = createElement("c-deskside-call", { is: DesksideCall });
  element.recordId = caseId;
  element.objectApiName = objectApiName;
  document.body.append(element);
  if (values) getRecord.emit({ apiName: objectApiName, fields: Object.fromEntries(Object.entries(values).map(([k, value]) => [k, { value }])) });
}

afterEach(() => {
  element.remove();
  jest.clearAllMocks();
});

test("a Case's customer is called by the number of the contact", () => {
  open("Case", { ContactPhone: "+1 415 555 0134", SuppliedPhone: "+1 415 555 0199" });
  element.invoke();
  expect(publish.mock.calls.map((c) => c.slice(1))).toEqual([[DIAL, { number: "+1 415 555 0134", recordId: caseId }]]);
});

test("without one, by the number the Case came with", () => {
  open("Case", { ContactPhone: null, ContactMobile: "", SuppliedPhone: "+1 415 555 0199" });
  element.invoke();
  expect(publish.mock.calls[0][2].number).toBe("+1 415 555 0199");
});

test("a Contact has several", () => {
  open("Contact", { Phone: null, MobilePhone: "+1 415 555 0162" });
  element.invoke();
  expect(publish.mock.calls[0][2].number).toBe("+1 415 555 0162");
});

test.each([["a Case without a number", "Case", { ContactPhone: null }], ["a record that has not loaded", "Case", undefined], ["another object", "Account", { Phone: "+1" }]])(
  "%s is said so",
  (_, object, values) => {
    open(object, values);
    const toasts = [];
    element.addEventListener("lightning__showtoast", (e) => toasts.push(e.detail.title));
    element.invoke();
    expect(publish).not.toHaveBeenCalled();
    expect(toasts).toEqual(["There is no phone number here."]);
  },
);
