/** Keeps the way out above a keyboard on the screen, which browsers lay over the page: --covered says how much of it. In a frame the page around sees to it. */
export function aboveKeyboard(page: Window = window): void {
  const view = page.visualViewport;
  if (!view) return; // none where there is no screen
  const look = () => {
    const covered = view.scale === 1 ? page.innerHeight - view.offsetTop - view.height : 0; // a page that is magnified is scrolled in both ways
    page.document.documentElement.style.setProperty("--covered", Math.max(0, Math.round(covered)) + "px");
  };
  view.addEventListener("resize", look);
  view.addEventListener("scroll", look);
  look();
}
