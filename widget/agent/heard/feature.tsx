import type { JSX } from "preact";
import { heardOf, Spoken } from "../../ui/heard";
import type { Page, Part } from "../shell/slots";
import { follow } from "./heard";
import { words } from "./words";

function Aloud({ workspace }: Page): JSX.Element {
  return <Spoken heard={workspace.model(heardOf)} />;
}

export const part: Part = { words: [words], views: { spoken: Aloud }, start: follow };
