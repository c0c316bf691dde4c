import type { Visit } from "../shell/visit";

/** While a call goes on, the Back gesture asks first, and so does a reload. When the call is over, the page comes into view again. */
export function stay(visit: Visit, page: Window = window): void {
  let guarded = false;
  const unload = (e: BeforeUnloadEvent) => e.preventDefault();
  const back = () => {
    if (!visit.calling) return;
    page.history.pushState("deskside-call", "");
    visit.leave();
  };
  const look = () => {
    if (visit.over) visit.shrink(false);
    if (visit.calling === guarded) return;
    guarded = visit.calling;
    if (guarded) {
      page.addEventListener("beforeunload", unload);
      page.addEventListener("popstate", back);
      page.history.pushState("deskside-call", ""); // what Back takes away first
    } else {
      page.removeEventListener("beforeunload", unload);
      page.removeEventListener("popstate", back);
      if (page.history.state === "deskside-call") page.history.back();
    }
  };
  visit.subscribe(look);
  look();
}
