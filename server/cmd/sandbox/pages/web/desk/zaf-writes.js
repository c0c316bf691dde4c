// What an app could change in a ticket from the browser. Deskside's server writes
// into tickets, once and in order; its pages never do.

const theirs = /^(ticket|comment|user|organization|ticketFields|userFields|organizationFields)([.:]|$)/;
const reads = new Set(["GET", "HEAD"]);

/** Whether a request of the framework would change a ticket, a person or what is shown of them. */
export function writes(request, path, args) {
  switch (request) {
    case "set":
    case "invoke":
      return theirs.test(path);
    case "request":
      return !reads.has(String(args[0]).toUpperCase());
    default:
      return false;
  }
}
