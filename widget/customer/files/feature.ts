import type { Part } from "../shell/slots";
import type { Visit } from "../shell/visit";
import styles from "./files.css?inline";
import { UploadBox } from "./uploadbox";
import { uploadsOf } from "./uploads";
import { words } from "./words";

/** What may be sent, the server says with every state of the contact. */
function start(visit: Visit): void {
  const uploads = visit.model(uploadsOf);
  const look = () => void (uploads.limits = visit.state.contact?.limits ?? uploads.limits);
  visit.subscribe(look);
  look();
}

export const part: Part = { words: [words], styles: [styles], views: { during: UploadBox }, start };
