/** What is said of notes, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "note.label": "Note",
  "note.private": "Private note",
  "note.placeholder": "Private note for the {ticket}",
  "note.hint": "Ctrl or ⌘ + Enter saves",
  "note.too_long": "Too long: at most {bytes} bytes fit.",
  "note.save": "Save note",
  "note.unsaved": "A note: {problem}",
  "note.unsaved_about": "A note about {name}: {problem}",
} as const;
