/** What is said of the customer's files, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "files.label": "Photos and files",
  "files.send": "Send a photo",
  "files.drop": "or drop files here",
  "files.sending_name": "Sending {name}",
  "files.sent_name": "{name} has been sent.",
  "files.problem_name": "{name}: {problem}",
  "files.dismiss": "Dismiss {name}",
  "files.arriving": "Arriving…",
  "files.sending": "Sending {percent} %",
  "files.retrying": "Not sent yet, trying again. {problem}",
  "files.sent": "Sent, {size}",
  "files.empty": "This file is empty.",
  "files.too_large": "This file is too large: at most {size} can be sent.",
  "files.wrong_type": "Files of this type cannot be sent; photos and PDFs can.",
} as const;
