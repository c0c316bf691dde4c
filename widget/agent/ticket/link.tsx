import type { JSX } from "preact";
import type { Workspace } from "../shell/workspace";

/** The way to a ticket in the CRM. */
export function TicketLink({ workspace, word, id, number, url }: { workspace: Workspace; word: string; id: string; number: string | undefined; url: string | undefined }): JSX.Element {
  const safe = url !== undefined && /^https?:\/\//i.test(url) ? url : undefined;
  return (
    <a
      class="ticket-link"
      href={safe ?? "#"}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(e) => {
        // Inside a CRM the record opens there; with a modifier key, in a tab as anywhere.
        if (workspace.host.alone === true && safe !== undefined) return;
        if ((e.ctrlKey || e.metaKey || e.shiftKey) && safe !== undefined) return;
        e.preventDefault();
        workspace.host.pop({ id, url: safe });
      }}
    >
      {word} {number ?? id}
    </a>
  );
}
