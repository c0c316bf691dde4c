import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Colleagues } from "../../api/schema";
import { since } from "../../ui/elapsed";
import { useAction, useNow } from "../../ui/hooks";
import { Problem } from "../../ui/message";
import { isMine } from "../shell/arrange";
import type { One } from "../shell/slots";
import { failed, target } from "./follow";
import { t } from "./words";

/** Passes the call on to a colleague or a queue; until somebody has come it can be taken back. */
export function Passing(one: One): JSX.Element | null {
  const { workspace, i } = one;
  const [open, show] = useState(false);
  const { transfer } = i;
  const on = transfer !== undefined && transfer.ended_at === undefined;
  useEffect(() => {
    if (on) show(false);
  }, [on]);
  if (i.state !== "connected" || !isMine(i, workspace.agent)) return null;
  if (on) return transfer.consults_at === undefined ? <On {...one} /> : null;
  return (
    <div class="passing">
      <button type="button" class="button slim" aria-expanded={open} onClick={() => show(!open)}>
        {t("transfer.transfer")}
      </button>
      {failed(i) !== "" && transfer?.from.id === workspace.agent && <p class="small">{failed(i)}</p>}
      {open && <Whom {...one} />}
    </div>
  );
}

function On({ workspace, i }: One): JSX.Element {
  const now = useNow();
  const back = useAction(useCallback(() => workspace.command(i.id, "DELETE", "transfer"), [workspace, i.id]));
  return (
    <div class="passing">
      <p class="small" role="status">
        {i.transfer?.receiver === undefined ? t(i.transfer?.warm === true ? "transfer.asking" : "transfer.on", { to: target(i) }) : t("transfer.coming", { agent: i.transfer.receiver.name })}
      </p>
      <span class="small">{since(i.transfer?.since, now)}</span>
      <button type="button" class="button slim" aria-disabled={back.busy} onClick={() => back.run()}>
        {t("transfer.take_back")}
      </button>
      <p class="small muted">{t("transfer.leave")}</p>
      <Problem text={back.problem} />
    </div>
  );
}

/** A colleague or a queue, and a sentence for who takes the call. */
function Whom({ workspace, i }: One): JSX.Element {
  const [all, know] = useState<Colleagues>();
  const [to, choose] = useState("");
  const [note, write] = useState("");
  const load = useAction(useCallback(async () => know(await workspace.client.json<Colleagues>("GET", "/v1/colleagues")), [workspace]));
  const send = useAction(
    useCallback((warm: boolean) => {
      const [kind, ...name] = to.split(":");
      return workspace.command(i.id, "POST", "transfer", { to: { [kind!]: name.join(":") }, ...(note.trim() !== "" && { note: note.trim() }), ...(warm && { warm }) });
    }, [workspace, i.id, to, note]),
  );
  useEffect(() => load.run(), []);
  const ready = to !== "" && !send.busy;
  return (
    <form
      class="whom"
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) send.run(false);
      }}
    >
      <label class="small" for="transfer-to">
        {t("transfer.to")}
      </label>
      <select id="transfer-to" class="input" value={to} onChange={(e) => choose(e.currentTarget.value)}>
        <option value="">{t(all === undefined ? "transfer.looking" : "transfer.choose")}</option>
        {all !== undefined && all.agents.length > 0 && (
          <optgroup label={t("transfer.colleagues")}>
            {all.agents.map(({ agent, state }) => (
              <option key={agent.id} value={"agent:" + agent.id} disabled={state !== "available"}>
                {t("transfer.colleague", { agent: agent.name || agent.id, state: t(`transfer.${state}`) })}
              </option>
            ))}
          </optgroup>
        )}
        {all !== undefined && (
          <optgroup label={t("transfer.queues")}>
            {all.queues.map(({ name, open, anybody }) => (
              <option key={name} value={"queue:" + name} disabled={!open || !anybody}>
                {open && anybody ? name : t("transfer.colleague", { agent: name, state: t(open ? "transfer.empty" : "transfer.closed") })}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      <label class="small" for="transfer-note">
        {t("transfer.note")}
      </label>
      <input id="transfer-note" class="input" dir="auto" maxLength={300} value={note} onInput={(e) => write(e.currentTarget.value)} />
      <button type="submit" class="button slim primary" aria-disabled={!ready}>
        {t(send.busy ? "transfer.sending" : "transfer.send")}
      </button>
      <button type="button" class="button slim" aria-disabled={!ready} onClick={() => ready && send.run(true)}>
        {t("transfer.first")}
      </button>
      <Problem text={load.problem || send.problem} />
    </form>
  );
}
