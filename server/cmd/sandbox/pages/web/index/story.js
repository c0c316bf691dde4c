// What there is to see, step by step: its name in /api/story, which tells of what has
// happened, a title, and what to do. Links stand in {braces}.
export const story = [
  ["call", "Call", "In the {shop}, look at an item, press “Contact support”, pick “Damaged item” and call. At the {desk}, the widget rings with name, issue, item and device. The packet is an internal note on the right ticket; the widget can say why this one."],
  ["photo", "Answer, and get a photo", "Answer in the widget. Send a photo from the shop: it shows in the widget at once and is a file on the ticket, with a note of who sent it when."],
  ["note", "Write a note", "Type a note in the widget during the call. It stands on the ticket under your name."],
  ["hangup", "Hang up", "On either side. The call log is on the ticket: direction, numbers, start, talk time, who answered. Save a disposition and a closing note."],
  ["back", "Call back", "Open a ticket at the desk, click the customer's phone number, and answer on the {phone}. The call is logged on that ticket."],
  ["trouble", "See where everything stands", "Make a cloud misbehave, below or on the right. Each note and file in the widget says whether it is in the CRM, waits, or needs you. The {admin} page shows every write, and has the packages that an admin would install."],
  ["kill", "Kill the server", "Anywhere in between. It comes back, the call goes on, nothing is missing on the ticket and nothing is there twice."],
  ["salesforce", "Do it all in Salesforce", "The {boutique} leads to the {sfdesk}."],
];
