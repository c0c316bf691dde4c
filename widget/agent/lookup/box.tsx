import type { JSX } from "preact";
import { useCallback, useLayoutEffect } from "preact/hooks";
import type { Interaction } from "../../api/schema";
import { useAction } from "../../ui/hooks";
import { keepComposing } from "../../ui/keys";
import { Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import { List } from "../history/list";
import type { Sought } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { spans, type Span } from "./days";
import { Search } from "./search";
import { t } from "./words";

const searchOf = (workspace: Workspace) => new Search(workspace);

/** Finds a contact again by customer, number, ticket or day. What is found stands in the place of what was lately. */
export function LookUp({ workspace, state, instead }: Sought): JSX.Element {
  const search = workspace.model(searchOf);
  const { text, span, found, more, kept, problem } = useObserved(search);
  const older = useAction(useCallback(() => search.older(), [search]));
  useLayoutEffect(() => instead(found !== undefined), [instead, found !== undefined]);
  const contacts = found?.map((id) => state.interactions.get(id)).filter((i): i is Interaction => i !== undefined);
  return (
    <>
      <form
        role="search"
        class="lookup"
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          search.now();
        }}
      >
        <input type="search" class="input" dir="auto" maxLength={200} autocomplete="off" aria-label={t("lookup.label")} placeholder={t("lookup.hint")} value={text} onInput={(e) => search.type(e.currentTarget.value)} />
        <select class="input" aria-label={t("lookup.when")} value={span} onChange={(e) => search.choose(e.currentTarget.value as Span)}>
          {spans.map((s) => (
            <option key={s} value={s}>
              {t(`lookup.${s}`)}
            </option>
          ))}
        </select>
      </form>
      <p class="unseen" role="status">
        {contacts === undefined ? "" : contacts.length === 0 ? t("lookup.none") : t(more ? "lookup.many" : "lookup.count", { count: contacts.length })}
      </p>
      <Problem text={problem || older.problem} />
      {contacts !== undefined && <List title={t("lookup.found")} interactions={contacts} workspace={workspace} record={state.record} empty={t("lookup.none")} />}
      {contacts !== undefined && !more && kept !== undefined && <p class="muted small">{t("lookup.kept", { count: kept })}</p>}
      {more && (
        <button type="button" class="button slim" aria-disabled={older.busy} onClick={() => older.run()}>
          {t(older.busy ? "lookup.looking" : "lookup.older")}
        </button>
      )}
    </>
  );
}
