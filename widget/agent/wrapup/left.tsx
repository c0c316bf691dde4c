import type { JSX } from "preact";
import type { Interaction } from "../../api/schema";
import { Observed, useObserved } from "../../ui/observed";
import { told } from "../../words/catalogue";
import { addressed } from "../../words/people";
import type { Page } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { say, t } from "./words";

interface LeftState {
  /** By interaction: why its ticket is not what the agent has chosen. */
  left: ReadonlyMap<string, { i: Interaction; reason: string }>;
}

/** What the CRM did not take of this agent's wrap-ups, until they have seen it: they have left the form by then. */
export class Left extends Observed<LeftState> {
  constructor() {
    super({ left: new Map() });
  }

  hear(agent: string, now: Interaction, before: Interaction): void {
    for (const it of now.items) {
      const reason = told(it.delivery.reason, it.delivery.reason_said);
      if (it.kind !== "wrap-up" || it.agent?.id !== agent || it.delivery.state !== "landed" || reason === "") continue;
      if (before.items.find((b) => b.key === it.key)?.delivery.state === "landed") continue;
      this.set({ left: new Map(this.state.left).set(now.id, { i: now, reason }) });
    }
  }

  seen(interaction: string): void {
    const left = new Map(this.state.left);
    left.delete(interaction);
    this.set({ left });
  }
}

export const leftOf = (): Left => new Left();

/** Stands among the notices, whose place is a status. */
export function LeftOut({ workspace }: Page): JSX.Element {
  const model = workspace.model(leftOf);
  const { left } = useObserved(model);
  return (
    <>
      {[...left.values()].map(({ i, reason }) => (
        <p key={i.id} class="message warn">
          <span>{say("wrap.status_left", { name: <bdi>{addressed(i)}</bdi>, reason })}</span>
          <button type="button" class="link push" onClick={() => workspace.open(i.id)}>
            {t("wrap.status_open")}
          </button>
          <button type="button" class="link" onClick={() => model.seen(i.id)}>
            {t("wrap.status_seen")}
          </button>
        </p>
      ))}
    </>
  );
}

export function followLeft(workspace: Workspace): void {
  const model = workspace.model(leftOf);
  workspace.hear((now, before) => {
    if (before !== undefined) model.hear(workspace.agent, now, before);
  });
}
