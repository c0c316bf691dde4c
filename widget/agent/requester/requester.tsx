import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { chooseTicket } from "../../api/interactions";
import type { Interaction, NewPerson, PeopleFound, Person } from "../../api/schema";
import { heardOf } from "../../ui/heard";
import { useAction } from "../../ui/hooks";
import { keepComposing } from "../../ui/keys";
import { Problem } from "../../ui/message";
import { crmName } from "../../words/names";
import type { One } from "../shell/slots";
import { isAnothers, suggestions } from "./search";
import { t } from "./words";

/** Who the customer is in the CRM, and a way to say it where nobody knows or it is not true. */
export function Requester({ workspace, state, i }: One): JSX.Element {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const crm = crmName(state.me?.crm ?? "zendesk");
  const known = i.ticket.requester;
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const line = known?.id === undefined ? t("requester.nobody", { crm }) : t("requester.is", { crm, name: known.name || known.id });
  const seen = useRef(line);
  useEffect(() => {
    if (line !== seen.current) workspace.model(heardOf).say(line);
    seen.current = line;
  }, [workspace, line]);
  return (
    <div class="requester">
      <p class="requester-line small">
        <bdi>{line}</bdi>
        <button ref={opener} type="button" class="link small" aria-expanded={open} onClick={() => (open ? close() : setOpen(true))}>
          {t(open ? "requester.close" : known?.id === undefined ? "requester.who" : "requester.other")}
        </button>
      </p>
      {open && <Choice workspace={workspace} i={i} chosen={close} />}
    </div>
  );
}

function Choice({ workspace, i, chosen }: Pick<One, "workspace" | "i"> & { chosen: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly Person[]>();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  const { client } = workspace;
  const at = `/v1/interactions/${i.id}`;
  const anothers = isAnothers(i);
  const search = useAction(useCallback(async (what: string) => setFound((await client.json<PeopleFound>("POST", at + "/people", { text: what })).people), [client, at]));
  const choose = useAction(
    useCallback(
      async (who: { requester: string } | { create: NewPerson }) => {
        const next = anothers && "requester" in who ? chooseTicket(client, i.id, { new: true, requester: who.requester }) : client.json<Interaction>("POST", at + "/requester", who);
        workspace.take(await next);
        chosen();
      },
      [workspace, client, at, i.id, anothers],
    ),
  );
  const look = (what: string) => {
    setText(what);
    if (what.trim() !== "") search.run(what.trim());
  };
  const busy = search.busy || choose.busy;
  return (
    <>
      <form
        role="search"
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          look(text);
        }}
      >
        <input ref={box} type="search" class="input" dir="auto" required maxLength={120} aria-label={t("requester.search_for")} placeholder={t("requester.search_for")} value={text} onInput={(e) => setText(e.currentTarget.value)} />
        <button type="submit" class="button slim" aria-disabled={busy}>
          {t("requester.search")}
        </button>
        {suggestions(i).map((s) => (
          <button key={s} type="button" class="link small" aria-disabled={busy} onClick={() => look(s)}>
            <bdi>{s}</bdi>
          </button>
        ))}
      </form>
      {anothers && <p class="small">{t("requester.new_ticket")}</p>}
      <p class="small muted" role="status">
        {found !== undefined && !search.busy && (found.length === 0 ? t("requester.none") : t("requester.found", { count: found.length }))}
      </p>
      <ul class="requester-found">
        {found?.map((p) => (
          <li key={p.id}>
            <button type="button" class="button slim" aria-disabled={busy} onClick={() => choose.run({ requester: p.id })}>
              <span>
                <bdi class="strong">{p.name}</bdi> <bdi class="muted small">{[p.email, p.phone, p.ticket && t("requester.wrote", { number: p.ticket.number ?? p.ticket.id })].filter(Boolean).join(" · ")}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found !== undefined && !anothers && <Create i={i} busy={busy} create={(person) => choose.run({ create: person })} />}
      <Problem text={choose.problem || search.problem} />
    </>
  );
}

/** Somebody whom the CRM does not have, as the agent has heard it. */
function Create({ i, busy, create }: { i: Interaction; busy: boolean; create: (person: NewPerson) => void }): JSX.Element {
  const [person, setPerson] = useState({ name: i.customer.name ?? "", email: i.customer.email ?? "", phone: i.customer.phone ?? "" });
  const reachable = person.email.trim() !== "" || person.phone.trim() !== "";
  return (
    <details class="more">
      <summary>{t("requester.create")}</summary>
      <form
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          const given = (["name", "email", "phone"] as const).map((k) => [k, person[k].trim()] as const).filter(([, v]) => v !== "");
          create(Object.fromEntries(given) as unknown as NewPerson);
        }}
      >
        {(["name", "email", "phone"] as const).map((k) => (
          <input key={k} class="input" type="text" required={k === "name" || (k === "email" && !reachable)} inputMode={k === "name" ? "text" : k === "phone" ? "tel" : "email"} dir="auto" maxLength={k === "phone" ? 40 : 120} aria-label={t(`requester.${k}`)} placeholder={t(`requester.${k}`)} value={person[k]} onInput={(e) => setPerson({ ...person, [k]: e.currentTarget.value })} />
        ))}
        <button type="submit" class="button slim" aria-disabled={busy}>
          {t("requester.save")}
        </button>
        {!reachable && <p class="small muted">{t("requester.reach")}</p>}
      </form>
    </details>
  );
}
