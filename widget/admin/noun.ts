import type { AccountHealth } from "../api/schema";
import { callRecords, type Forms } from "../words/catalogue";

/** What a record is called where the page speaks of accounts that have different words for it. */
const records: Forms = { ticket: "ticket", Ticket: "Ticket", a_ticket: "a ticket", tickets: "tickets" };

let own = new Map<string, Forms>();
let all = records;

/** From now on the page calls records as the accounts do. */
export function learnNouns(accounts: readonly AccountHealth[]): void {
  own = new Map(accounts.flatMap((a) => (a.noun?.["en"] === undefined ? [] : [[a.name, a.noun["en"]]])));
  const words = new Set([...own.values()].map((n) => n["ticket"]));
  all = words.size === 1 ? [...own.values()][0]! : records;
  callRecords({ en: all });
}

/** What one account calls its records. */
export function nounOf(account: string): Forms {
  return own.get(account) ?? all;
}

/** A record, in one account or in all that the page shows: "case". */
export const recordWord = (account?: string): string => form("ticket", account);

/** The same as a heading: "Case". */
export const recordTitle = (account?: string): string => form("Ticket", account);

/** Several of them: "cases". */
export const recordsWord = (account?: string): string => form("tickets", account);

function form(of: string, account: string | undefined): string {
  return (account === undefined ? all : nounOf(account))[of] ?? records[of] ?? "";
}
