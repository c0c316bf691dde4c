/** Zendesk's own events that we hear of. */
export type ZendeskEvent =
  | "voice.dialout" // somebody clicked a phone number
  | "instance.created"
  | "pane.activated"
  | "pane.deactivated"
  | "app.activated"
  | "app.deactivated"
  | "app.willDestroy"
  | "colorScheme.changed";

/** Events between our own instances on one Zendesk page, relayed by the framework. */
export type OwnEvent =
  | "cti.dial" // background → top bar: a clicked number
  | "deskside.dial-heard" // top bar → background
  | "deskside.any-dials" // top bar → background: it listens now
  | "deskside.ticket" // sidebar → top bar: which ticket is open
  | "deskside.which-ticket" // top bar → sidebar
  | "deskside.show"; // sidebar → top bar: come into view

/** What is told of a click on a number. */
export interface Click {
  number?: unknown;
  ticketId?: unknown;
  ticket_id?: unknown;
  /** Ours: the same at every try. */
  click?: unknown;
}
