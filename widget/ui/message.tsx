import type { ComponentChildren, JSX } from "preact";
import { Icon } from "./icon";
import { alertIcon } from "./icons";

export type Tone = "plain" | "good" | "warn" | "bad";

/** A sentence that stands out. What went wrong is said at once; for anything else that comes later, the place it comes into is a status, and there before it. */
export function Message({ tone, children }: { tone: Tone; children: ComponentChildren }): JSX.Element {
  return (
    <div class={"message " + tone} role={tone === "bad" ? "alert" : undefined}>
      {tone === "bad" || tone === "warn" ? <Icon of={alertIcon} /> : null}
      <div>{children}</div>
    </div>
  );
}

/** The failure of an action, where there is one. */
export function Problem({ text }: { text: string }): JSX.Element | null {
  return text === "" ? null : <Message tone="bad">{text}</Message>;
}
