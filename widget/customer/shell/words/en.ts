/** What the contact page's shell says, in English; the other languages follow it. {names} are filled in. */
export const words = {
  title: "Contact support",
  close: "Close",
  one_moment: "One moment…",
  incomplete: "A part of this page could not be loaded. Trying again…",
} as const;
