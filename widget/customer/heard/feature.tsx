import type { JSX } from "preact";
import { heardOf, Spoken } from "../../ui/heard";
import type { Page, Part } from "../shell/slots";

function Aloud({ visit }: Page): JSX.Element {
  return <Spoken heard={visit.model(heardOf)} />;
}

export const part: Part = { views: { spoken: Aloud } };
