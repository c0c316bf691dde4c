/** Zendesk's own event: somebody clicked a phone number. */
export const dialOut = "voice.dialout";

/** Events between our own instances on one Zendesk page, relayed by the framework. */
export const dialEvent = "cti.dial"; // background → top bar: a clicked number
export const dialHeard = "deskside.dial-heard"; // top bar → background
export const anyDials = "deskside.any-dials"; // top bar → background: it listens now
export const ticketEvent = "deskside.ticket"; // sidebar → top bar: which ticket is open
export const whichTicket = "deskside.which-ticket"; // top bar → sidebar

/** What is told of a click on a number. */
export interface Click {
  number?: unknown;
  ticketId?: unknown;
  ticket_id?: unknown;
  /** Ours: the same at every try. */
  click?: unknown;
}
