import { Failure } from "../api/failure";
import { schemeOf, type Host } from "./host";
import { Latest } from "./latest";
import { caseID, strange, unvouched } from "./salesforce-page";
import styles from "./salesforce.css?inline";

interface Told {
  type?: unknown;
  recordId?: unknown;
  objectType?: unknown;
  user?: { id?: unknown; name?: unknown };
  scheme?: unknown;
  number?: unknown;
  nonce?: unknown;
  proof?: unknown;
  message?: unknown;
}

/** How long Salesforce may take to sign, in milliseconds: its first call of a class after a while takes seconds. */
const signing = 20_000;

/**
 * Salesforce: our own component in the utility bar speaks to the widget by messages. They
 * are taken from the window around us and from the one origin given at load, nowhere else.
 */
export function salesforce(allowed: string[], page: Window = window): Host {
  const origin = new URLSearchParams(page.location.search).get("host_origin") ?? "";
  if (page.parent === page || origin === "" || (allowed.length > 0 && !allowed.includes(origin))) throw strange();
  const latest = new Latest();
  const proofs = new Map<string, { resolve: (proof: string) => void; reject: (f: Failure) => void }>();
  const post = (message: { type: string; [key: string]: unknown }) => page.parent.postMessage(message, origin);

  let greeted = false;
  page.addEventListener("message", (e: MessageEvent<Told | null>) => {
    if (e.source !== page.parent || e.origin !== origin || typeof e.data !== "object" || e.data === null) return;
    const told = e.data;
    switch (told.type) {
      case "deskside:context":
        latest.learn({
          ...(text(told.user?.id) !== undefined ? { user: { id: String(told.user?.id), name: text(told.user?.name) ?? "" } } : {}),
          record: told.objectType === "Case" ? text(told.recordId) : undefined,
          ...(told.scheme === undefined ? {} : { scheme: schemeOf(told.scheme) }),
        });
        break;
      case "deskside:dial":
        if (typeof told.number === "string" && told.number !== "") latest.dial({ number: told.number, record: caseID(told.recordId) });
        break;
      case "deskside:proof":
        if (typeof told.proof === "string") proofs.get(String(told.nonce))?.resolve(told.proof);
        break;
      case "deskside:refused":
        proofs.get(String(told.nonce))?.reject(new Failure(403, "not_vouched", text(told.message) ?? unvouched));
        break;
      case "deskside:hello":
        // It was not listening yet when we said that we are ready. Once: it may greet every "ready".
        if (!greeted) post({ type: "deskside:ready" });
        greeted = true;
        break;
    }
  });
  post({ type: "deskside:ready" });

  let height = 0;
  let wantsAttention = false;
  return {
    kind: "salesforce",
    styles,
    context: () => latest.context(),
    again: () => post({ type: "deskside:ready" }),
    onContextChange: (l) => latest.onContextChange(l),
    onDial: (l) => latest.onDial(l),
    pop: (t) => post({ type: "deskside:pop", recordId: t.id }),
    setTitle(title) {
      page.document.title = title;
      post({ type: "deskside:title", text: title });
    },
    setHeight(px) {
      if (px !== height) post({ type: "deskside:height", px });
      height = px;
    },
    attention(wanted) {
      if (wanted !== wantsAttention) post({ type: "deskside:attention", wanted });
      wantsAttention = wanted;
    },
    async proof(nonce) {
      await latest.context(); // the component listens once it has told who is there
      return new Promise<string>((resolve, reject) => {
        const late = setTimeout(() => done(reject, new Failure(0, "not_vouched", unvouched)), signing);
        const done = <T>(settle: (value: T) => void, value: T) => {
          clearTimeout(late);
          proofs.delete(nonce);
          settle(value);
        };
        proofs.set(nonce, { resolve: (proof) => done(resolve, proof), reject: (failure) => done(reject, failure) });
        post({ type: "deskside:sign", nonce });
      });
    },
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
