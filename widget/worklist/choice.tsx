import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChooseTicket, Interaction, SeenTicket } from "../api/schema";
import type { Forms } from "../words/catalogue";
import { useAction } from "../ui/hooks";
import { keepComposing } from "../ui/keys";
import { Problem } from "../ui/message";
import { say, t } from "./words";
import { Seen } from "./seen";

interface Props {
  i: Interaction;
  /** What records are called in the account that this is about; undefined: it is the page's own. */
  noun?: Forms | undefined;
  choose: (choice: ChooseTicket) => Promise<unknown>;
  /** Somebody has asked for it: it takes the focus. */
  wanted?: boolean;
}

/** Another ticket for an interaction: one that was looked at, a new one, or any by its number. */
export function Choice({ i, noun, choose, wanted }: Props): JSX.Element {
  const [number, setNumber] = useState("");
  const choosing = useAction(choose);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => void (wanted && box.current?.focus()), []);
  const candidates = (i.ticket.saw ?? []).filter((s) => s.id !== i.ticket.id || i.ticket.state === "unclear");
  const requesters = new Map<string, string>();
  for (const r of [i.ticket.requester, ...candidates.map((s) => s.requester)]) {
    if (r?.id !== undefined && r.id !== "") requesters.set(r.id, r.name || r.id);
  }
  return (
    <div class="choice">
      <p class="small">{consequence(i, noun)}</p>
      {candidates.length > 0 && (
        <ul class="candidates" aria-label={t("choice.candidates")}>
          {candidates.map((s) => (
            <li key={s.id}>
              <button type="button" class="candidate" aria-disabled={choosing.busy || !writable(s)} onClick={() => writable(s) && choosing.run({ ticket: s.id })}>
                <Seen s={s} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="choice-new">
        {[...requesters].map(([id, name]) => (
          <button key={id} type="button" class="button slim" aria-disabled={choosing.busy} onClick={() => choosing.run({ new: true, requester: id })}>
            {say("choice.new_for", { ...noun, name: <bdi>{name}</bdi> })}
          </button>
        ))}
        {requesters.size === 0 && (
          <button type="button" class="button slim" aria-disabled={choosing.busy} onClick={() => choosing.run({ new: true })}>
            {t("choice.new", noun)}
          </button>
        )}
      </div>
      <form
        class="choice-number"
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          if (number.trim() !== "") choosing.run({ ticket: number.trim().replace(/^#/, "") });
        }}
      >
        <label class="unseen" for={"number-" + i.id}>
          {t("choice.number", noun)}
        </label>
        <input
          ref={box}
          id={"number-" + i.id}
          class="input"
          placeholder={t("choice.number", noun)}
          autocomplete="off"
          required
          maxLength={64}
          value={number}
          onInput={(e) => setNumber(e.currentTarget.value)}
        />
        <button type="submit" class="button" aria-disabled={choosing.busy}>
          {t("choice.use")}
        </button>
      </form>
      <Problem text={choosing.problem} />
    </div>
  );
}

/** What moving does, before anybody does it. */
function consequence(i: Interaction, noun: Forms | undefined): string {
  const old = i.ticket.id;
  const standing = old !== undefined && i.items.some((it) => it.delivery.state === "landed" && it.delivery.ticket === old && it.kind !== "pointer");
  if (!standing) return t("choice.all", noun);
  return t(i.ticket.state === "unclear" ? "choice.all_and_maybe_pointer" : "choice.all_and_pointer", { ...noun, number: i.ticket.number ?? old });
}

function writable(s: SeenTicket): boolean {
  return s.state !== "closed" && s.state !== "deleted" && s.state !== "merged";
}
