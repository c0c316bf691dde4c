/** What is said of a customer's files, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "photo.label": "Photos",
  "photo.enlarge": "Enlarge {name}",
  "photo.alt": "Photo from the customer: {name}",
  "photo.loading": "Loading…",
  "photo.load_again": "{problem} Load again",
  "photo.close": "Close",
  "file.download_again": "Download again ({problem})",
} as const;
