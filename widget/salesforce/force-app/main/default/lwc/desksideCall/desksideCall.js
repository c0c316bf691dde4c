import { api, LightningElement, wire } from "lwc";
import { MessageContext, publish } from "lightning/messageService";
import { ShowToastEvent } from "lightning/platformShowToastEvent";
import { getFieldValue, getRecord } from "lightning/uiRecordApi";
import DIAL from "@salesforce/messageChannel/Deskside_Dial__c";

/** Where a customer's number stands, best first. */
const FIELDS = {
  Case: ["Case.ContactPhone", "Case.ContactMobile", "Case.SuppliedPhone"],
  Contact: ["Contact.Phone", "Contact.MobilePhone", "Contact.HomePhone", "Contact.OtherPhone"],
};

/** A record's action: hands the customer's number to the widget in the utility bar, which calls it, or asks first where the organisation wants that. */
export default class DesksideCall extends LightningElement {
  @api recordId;
  @api objectApiName;

  @wire(MessageContext) channels;
  @wire(getRecord, { recordId: "$recordId", optionalFields: "$fields" }) record;

  get fields() {
    return FIELDS[this.objectApiName] ?? [];
  }

  @api invoke() {
    const number = this.fields.map((field) => getFieldValue(this.record?.data, field)).find(Boolean);
    if (number === undefined) {
      this.dispatchEvent(new ShowToastEvent({ variant: "warning", title: "There is no phone number here.", message: "Add one to the contact, or dial it in Deskside." }));
      return;
    }
    publish(this.channels, DIAL, { number, recordId: this.recordId });
  }
}
