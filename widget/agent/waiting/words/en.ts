/** What is said of customers who wait, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "wait.count": { one: "1 waiting, {time}", other: "{count} waiting, longest {time}" },
  "wait.said": { one: "1 customer is waiting", other: "{count} customers are waiting" },
  "wait.answer": "Answer",
  "wait.answering": "Answering…",
  "wait.answer_whom": "Answer {name}",
  "wait.call": "Call",
} as const;
