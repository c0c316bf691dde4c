import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The pages of the admin's page, by what stands behind the # of its address. */
const views = { now: "Now", contacts: "Contacts", health: "Health", record: "Record", admins: "Admins" } as const;
export type View = keyof typeof views;

const read = (): View => {
  const name = location.hash.slice(1);
  return name in views ? (name as View) : "now";
};

/** Which of them is shown: the address says so, and so the browser's own back button works. */
export function useView(): View {
  const [view, set] = useState(read);
  useEffect(() => {
    const follow = () => set(read());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return view;
}

export function Views({ view }: { view: View }): JSX.Element {
  return (
    <nav class="views" aria-label="Pages">
      {(Object.keys(views) as View[]).map((v) => (
        <a key={v} href={"#" + v} aria-current={v === view ? "page" : undefined}>
          {views[v]}
        </a>
      ))}
    </nav>
  );
}
