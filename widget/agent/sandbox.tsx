import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { User } from "../api/entry";
import { useAction } from "../ui/hooks";
import { keepComposing } from "../ui/keys";
import { Problem } from "../ui/message";
import { t } from "../words/catalogue";

/** The sandbox's sign-in outside a CRM, where no host says who is there. */
export function SignIn({ problem, enter }: { problem: string; enter: (u: User) => Promise<void> }): JSX.Element {
  const [id, setID] = useState("");
  const [name, setName] = useState("");
  const action = useAction(useCallback(() => enter({ id: id.trim(), name: name.trim() }), [id, name, enter]));
  return (
    <main class="entrance">
      <h1>{t("entrance.sandbox")}</h1>
      <form
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          action.run();
        }}
      >
        <div class="field">
          <label for="user">{t("entrance.id")}</label>
          <input id="user" class="input" required value={id} autocomplete="off" onInput={(e) => setID(e.currentTarget.value)} />
        </div>
        <div class="field">
          <label for="name">{t("entrance.name")}</label>
          <input id="name" class="input" value={name} autocomplete="off" onInput={(e) => setName(e.currentTarget.value)} />
        </div>
        <Problem text={action.problem || problem} />
        <button type="submit" class="button primary" disabled={action.busy}>
          {t(action.busy ? "entrance.signing_in" : "entrance.sign_in")}
        </button>
      </form>
    </main>
  );
}
