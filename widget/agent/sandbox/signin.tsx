import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { useAction } from "../../ui/hooks";
import { keepComposing } from "../../ui/keys";
import { Problem } from "../../ui/message";
import type { Page } from "../shell/slots";
import { t } from "./words";

/** The sandbox's sign-in outside a CRM, where no host says who is there. */
export function SignIn({ workspace, state }: Page): JSX.Element {
  const [id, setID] = useState("");
  const [name, setName] = useState("");
  const action = useAction(useCallback(() => workspace.enter({ id: id.trim(), name: name.trim() }), [id, name, workspace]));
  return (
    <main class="entrance">
      <h1>{t("sandbox.title")}</h1>
      <form
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          action.run();
        }}
      >
        <div class="field">
          <label for="user">{t("sandbox.id")}</label>
          <input id="user" class="input" required value={id} autocomplete="off" onInput={(e) => setID(e.currentTarget.value)} />
        </div>
        <div class="field">
          <label for="name">{t("sandbox.name")}</label>
          <input id="name" class="input" value={name} autocomplete="off" onInput={(e) => setName(e.currentTarget.value)} />
        </div>
        <Problem text={action.problem || state.problem} />
        <button type="submit" class="button primary" aria-disabled={action.busy}>
          {t(action.busy ? "sandbox.signing_in" : "sandbox.sign_in")}
        </button>
      </form>
    </main>
  );
}
