import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { useAction } from "../ui/hooks";
import { Problem } from "../ui/message";
import { useObserved } from "../ui/observed";
import { AdminPage } from "./app";
import type { Board } from "./board";
import type { SignIn } from "./signin";

/** The server's own limit, said before it is broken. */
const least = 12;

/** The admin's page, for whoever is inside. */
export function Admin({ signIn, board }: { signIn: SignIn; board: Board }): JSX.Element {
  const { phase } = useObserved(signIn);
  useEffect(() => {
    if (phase === "inside") void board.run().then((why) => signIn.ended(why));
  }, [phase, signIn, board]);
  return phase === "inside" ? <AdminPage board={board} signIn={signIn} /> : <Entrance signIn={signIn} />;
}

/** Before the admin's page: the passphrase, or choosing one. */
function Entrance({ signIn }: { signIn: SignIn }): JSX.Element {
  const { phase, problem } = useObserved(signIn);
  switch (phase) {
    case "choose":
      return <Choose signIn={signIn} />;
    case "passphrase":
      return <Passphrase signIn={signIn} why={problem} />;
    case "starting":
    case "inside":
      return (
        <main class="entrance">
          <p role="status">{problem === "" ? "Starting…" : `${problem} Trying again…`}</p>
        </main>
      );
  }
}

function Passphrase({ signIn, why }: { signIn: SignIn; why: string }): JSX.Element {
  const [passphrase, set] = useState("");
  const action = useAction(useCallback(() => signIn.enter(passphrase), [passphrase, signIn]));
  return (
    <Form title="Sign in" why={why} before={signIn.provider === "" ? undefined : <ByProvider signIn={signIn} />} action={action.run} busy={action.busy} button={action.busy ? "Signing in…" : "Sign in"} problem={action.problem}>
      <Secret id="passphrase" label="Passphrase" value={passphrase} set={set} autocomplete="current-password" />
      <p class="muted">Forgotten? On the server, “deskside admin-link” makes a link to choose a new one.</p>
    </Form>
  );
}

/** By the company's own identity provider: the way for everybody but the first. */
function ByProvider({ signIn }: { signIn: SignIn }): JSX.Element {
  const go = useAction(useCallback(() => signIn.leaveForProvider(), [signIn]));
  return (
    <div class="stack provider">
      <button type="button" class="button primary" aria-disabled={go.busy} onClick={() => go.busy || go.run()}>
        Sign in with {signIn.provider}
      </button>
      <Problem text={go.problem} />
      <p class="muted or">or with the passphrase</p>
    </div>
  );
}

function Choose({ signIn }: { signIn: SignIn }): JSX.Element {
  const [passphrase, set] = useState("");
  const [again, setAgain] = useState("");
  const action = useAction(
    useCallback(async () => {
      if ([...passphrase].length < least) throw new Error(`The passphrase needs at least ${least} characters.`);
      if (passphrase !== again) throw new Error("The two are not the same.");
      await signIn.choose(passphrase);
    }, [passphrase, again, signIn]),
  );
  return (
    <Form title="Choose the admin’s passphrase" action={action.run} busy={action.busy} button={action.busy ? "Saving…" : "Save and sign in"} problem={action.problem}>
      <p>Whoever knows it sees every account on this page. A few words that do not belong together are easy to keep: at least {least} characters.</p>
      <Secret id="passphrase" label="Passphrase" value={passphrase} set={set} autocomplete="new-password" />
      <Secret id="again" label="Once more" value={again} set={setAgain} autocomplete="new-password" />
    </Form>
  );
}

function Form(p: { title: string; why?: string; before?: JSX.Element | undefined; action: () => void; busy: boolean; button: string; problem: string; children: JSX.Element[] }): JSX.Element {
  return (
    <main class="entrance">
      <h1>{p.title}</h1>
      <Problem text={p.why ?? ""} />
      {p.before}
      <form
        class="stack"
        onSubmit={(e) => {
          e.preventDefault();
          p.action();
        }}
      >
        {/* For password managers, which keep a secret with a name. */}
        <input type="text" name="username" value="admin" autocomplete="username" readOnly hidden />
        {p.children}
        <Problem text={p.problem} />
        <button type="submit" class={p.before === undefined ? "button primary" : "button"} aria-disabled={p.busy}>
          {p.button}
        </button>
      </form>
    </main>
  );
}

function Secret(p: { id: string; label: string; value: string; set: (v: string) => void; autocomplete: "current-password" | "new-password" }): JSX.Element {
  return (
    <div class="field">
      <label for={p.id}>{p.label}</label>
      <input id={p.id} class="input" type="password" required value={p.value} autocomplete={p.autocomplete} onInput={(e) => p.set(e.currentTarget.value)} />
    </div>
  );
}
