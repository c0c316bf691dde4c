// What can be made to go wrong, in the words of a person who is trying.

const crm = [
  ["Throttle", { trouble: "throttle", times: 1, retry_after_ms: 20_000 }, "asks us to wait for 20 seconds"],
  ["Down", { trouble: "down", times: 3 }, "answers the next three writes with a page that says 503"],
  ["Lose an answer", { trouble: "lose-answer", times: 1 }, "does the next write, and cuts the connection before it says so"],
  ["Slow", { trouble: "slow", times: 1, delay_ms: 8000 }, "takes eight seconds for the next write"],
  ["Expire the token", { trouble: "expire-token", times: 1 }, "refuses our token from now on, until we fetch another"],
  ["Refuse the credentials", { trouble: "deny-token", times: 5 }, "refuses to give us a token five times"],
  ["Conflict", { trouble: "collide", times: 1 }, "has somebody else change the ticket at the same moment"],
  ["Reject the content", { trouble: "reject-content", times: 1 }, "says no to the next write, by a rule of the organisation"],
];

const twilio = [
  ["Duplicate a callback", { fault: "duplicate", times: 1 }, "sends the next callback twice"],
  ["Swap callbacks", { fault: "reorder", times: 1 }, "sends the next callback after the one that follows it"],
  ["Lose a callback", { fault: "drop", times: 1 }, "never sends the next callback"],
  ["Delay a callback", { fault: "delay", times: 1, delay_ms: 8000 }, "sends the next callback eight seconds late"],
  ["Throttle", { fault: "rest-429", times: 2 }, "refuses the next two requests for their rate"],
  ["Lose an answer", { fault: "lose-answer", times: 1 }, "does the next request, and cuts the connection before it says so"],
];

export const clouds = [
  { key: "zendesk", name: "Zendesk", faults: crm },
  { key: "salesforce", name: "Salesforce", faults: crm },
  { key: "twilio", name: "Twilio", faults: twilio },
];
