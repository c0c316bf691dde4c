import { schemeOf, type Host } from "./host";
import { Latest } from "./latest";
import styles from "./standalone.css?inline";

/** The widget in a browser tab of its own. The address may name the agent and the open ticket. */
export function standalone(page: Window = window): Host {
  const query = new URLSearchParams(page.location.search);
  const latest = new Latest();
  const user = query.get("user");
  latest.learn({
    user: user === null || user === "" ? undefined : { id: user, name: query.get("name") ?? "" },
    record: query.get("ticket") ?? undefined,
    scheme: schemeOf(query.get("scheme")),
  });
  const number = query.get("dial");
  if (number !== null && number !== "") latest.dial({ number });

  return {
    kind: "standalone",
    styles,
    alone: true,
    context: () => latest.context(),
    onContextChange: (l) => latest.onContextChange(l),
    onDial: (l) => latest.onDial(l),
    // Without a click of the agent's the browser may refuse: the ticket's link stays in view.
    pop: (t) => void (t.url !== undefined && /^https?:/.test(t.url) && page.open(t.url, "deskside-ticket", "noopener")),
    setTitle: (text) => {
      page.document.title = text;
    },
    setHeight: () => undefined,
    attention: () => undefined,
  };
}
