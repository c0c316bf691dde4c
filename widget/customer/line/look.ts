import type { Contact } from "../../api/schema";
import type { Visit } from "../shell/visit";

/** How old the place in line may be, in milliseconds. */
const lookEvery = 5_000;

/** The place in line changes without a word to those behind: it is asked for again and again. */
export function look(visit: Visit): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    if (visit.state.contact?.waiting === undefined) return;
    timer ??= setTimeout(() => void visit.refresh().then(() => {
      timer = undefined;
      follow();
    }), lookEvery);
  };
  visit.subscribe(follow);
  follow();
}

/** Writes instead of waiting on, or after nobody has come; reachable: the text says where an answer goes. */
export async function leaveMessage(visit: Visit, text: string, reachable: boolean): Promise<void> {
  visit.take(await visit.client.json<Contact>("POST", "/v1/contact/message", { text }));
  visit.memory.keep("instead", undefined);
  visit.memory.keep("reach", undefined);
  visit.answerTo(reachable);
}
