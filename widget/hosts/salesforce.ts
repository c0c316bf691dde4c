import { Failure } from "../api/failure";
import type { Host } from "./host";
import { Latest } from "./latest";

interface Told {
  type?: unknown;
  recordId?: unknown;
  objectType?: unknown;
  user?: { id?: unknown; name?: unknown };
  number?: unknown;
}

/**
 * Salesforce: our own component on the page speaks to the widget by messages. They are
 * taken from the window around us and from the one origin given at load, nowhere else.
 */
export function salesforce(allowed: string[], page: Window = window): Host {
  const origin = new URLSearchParams(page.location.search).get("host_origin") ?? "";
  if (page.parent === page || origin === "" || (allowed.length > 0 && !allowed.includes(origin))) {
    throw new Failure(0, "no_host", "Salesforce did not say which page this is on. Open Deskside from inside Salesforce.");
  }
  const latest = new Latest();
  const post = (message: { type: string; [key: string]: unknown }) => page.parent.postMessage(message, origin);

  let greeted = false;
  page.addEventListener("message", (e: MessageEvent<Told | null>) => {
    if (e.source !== page.parent || e.origin !== origin || typeof e.data !== "object" || e.data === null) return;
    const told = e.data;
    switch (told.type) {
      case "deskside:context":
        latest.learn({
          ...(typeof told.user?.id === "string" ? { user: { id: told.user.id, name: String(told.user.name ?? "") } } : {}),
          record: told.objectType === "Case" ? text(told.recordId) : undefined,
        });
        break;
      case "deskside:dial":
        if (typeof told.number === "string" && told.number !== "") latest.dial({ number: told.number, record: text(told.recordId) });
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
  return {
    kind: "salesforce",
    context: () => latest.context(),
    onContextChange: (l) => latest.onContextChange(l),
    onDial: (l) => latest.onDial(l),
    pop: (t) => post({ type: "deskside:pop", recordId: t.id }),
    setTitle(title) {
      document.title = title;
      post({ type: "deskside:title", text: title });
    },
    setHeight(px) {
      if (px !== height) post({ type: "deskside:height", px });
      height = px;
    },
    attention: () => undefined, // the title says it: the utility bar shows it in every state
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
