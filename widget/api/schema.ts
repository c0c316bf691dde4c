import type { components, operations } from "./contract";

/** The contract's shapes, by their own names. */
type Schemas = components["schemas"];

export type AccountHealth = Schemas["AccountHealth"];
export type Agent = Schemas["Agent"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditList = Schemas["AuditList"];
export type Budget = Schemas["Budget"];
export type Check = Schemas["Check"];
export type CallStarted = Schemas["CallStarted"];
export type ChooseTicket = Schemas["ChooseTicket"];
export type Contact = Schemas["Contact"];
export type ContactStarted = Schemas["ContactStarted"];
export type Delivery = Schemas["Delivery"];
export type DoctorReport = Schemas["DoctorReport"];
export type Field = Schemas["Field"];
export type UploadStanding = Schemas["Upload"];
export type FileLimits = Schemas["FileLimits"];
export type Interaction = Schemas["Interaction"];
export type InteractionList = Schemas["InteractionList"];
export type Item = Schemas["Item"];
export type LiveMessage = Schemas["LiveMessage"];
export type Me = Schemas["Me"];
export type NewCall = Schemas["NewCall"];
export type NewContact = Schemas["NewContact"];
export type Overview = Schemas["Overview"];
export type Packet = Schemas["Packet"];
export type QueueNow = Schemas["QueueNow"];
export type Rehearsal = Schemas["Rehearsal"];
export type RehearsedRequest = Schemas["RehearsedRequest"];
export type SandboxSignIn = Schemas["SandboxSignIn"];
export type SeenTicket = Schemas["SeenTicket"];
export type SentFile = Schemas["File"];
export type Session = Schemas["Session"];
export type Ticket = Schemas["Ticket"];
export type Trouble = Schemas["Trouble"];
export type TroubleList = Schemas["TroubleList"];
export type UnsignedField = Schemas["UnsignedField"];
export type VoiceTicket = Schemas["VoiceTicket"];
export type WrapUp = Schemas["WrapUp"];
export type WriteCounts = Schemas["WriteCounts"];
export type WriteList = Schemas["WriteList"];
export type WritePreview = Schemas["WritePreview"];
export type WriteRow = Schemas["WriteRow"];

export type WriteFilter = NonNullable<operations["listWrites"]["parameters"]["query"]>;
