import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { useAction } from "../ui/hooks";
import { Problem } from "../ui/message";
import { useObserved } from "../ui/observed";
import { roles } from "./role";
import type { SignIn } from "./signin";

/** Who is inside, and the ways out: of this page, and of every page of theirs. */
export function Leave({ signIn }: { signIn: SignIn }): JSX.Element {
  const { who } = useObserved(signIn);
  const out = useAction(useCallback(() => signIn.leave(false), [signIn]));
  return (
    <span class="leave">
      {who !== undefined && (
        <span class="small who">
          <span class="unseen">Signed in as</span> <strong dir="auto" title={who.name}>{who.name}</strong> <span class="badge">{roles[who.role].word}</span>
        </span>
      )}
      <button type="button" class="button slim" aria-disabled={out.busy} onClick={() => out.busy || out.run()}>
        Sign out
      </button>
      <EndSessions label="Sign out everywhere" sure="Really everywhere?" name="Sign out everywhere: all your sessions" end={() => signIn.leave(true)} />
      <Problem text={out.problem} />
    </span>
  );
}

/** Ends sessions of somebody, at the second press: they sign in again, and their calls go on. */
export function EndSessions({ label, sure, name, end }: { label: string; sure: string; name: string; end: () => Promise<void> }): JSX.Element {
  const [asked, ask] = useState(false);
  const action = useAction(
    useCallback(async () => {
      await end();
      ask(false);
    }, [end]),
  );
  const press = () => {
    if (action.busy) return;
    if (asked) action.run();
    else ask(true);
  };
  return (
    <>
      <button type="button" class="button slim" aria-label={asked ? `${sure} ${name}` : name} aria-disabled={action.busy} onClick={press} onBlur={() => ask(false)}>
        {asked ? sure : label}
      </button>
      <Problem text={action.problem} />
    </>
  );
}
