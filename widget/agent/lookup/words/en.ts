/** What is said where contacts are looked up, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "lookup.label": "Find a contact by name, number, e-mail, order or {ticket}",
  "lookup.hint": "Name, number or {ticket}",
  "lookup.when": "When it was",
  "lookup.any": "Any day",
  "lookup.today": "Today",
  "lookup.yesterday": "Yesterday",
  "lookup.week": "Last 7 days",
  "lookup.found": "Found",
  "lookup.none": "Nobody was found.",
  "lookup.count": { one: "{count} contact was found.", other: "{count} contacts were found." },
  "lookup.many": "The newest {count} are shown.",
  "lookup.older": "Show older",
  "lookup.kept": { one: "Contacts are kept here for {count} day after they end. Older ones are in the {tickets}.", other: "Contacts are kept here for {count} days after they end. Older ones are in the {tickets}." },
  "lookup.looking": "Looking…",
} as const;
