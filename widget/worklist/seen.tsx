import type { JSX } from "preact";
import type { SeenTicket } from "../api/schema";
import { told } from "../words/catalogue";

/** A ticket that was looked at, in a line. */
export function Seen({ s }: { s: SeenTicket }): JSX.Element {
  return (
    <>
      <strong>{s.number ?? s.id}</strong> <span dir="auto">{s.subject}</span>{" "}
      <span class="muted small">
        {told(s.status || s.state, { code: "status." + (s.status || s.state) })}
        {s.requester?.name ? " · " : ""}
        <span dir="auto">{s.requester?.name}</span>
      </span>
    </>
  );
}
