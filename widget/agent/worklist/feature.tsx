import type { JSX } from "preact";
import { chooseTicket, dropWrite, retryWrites } from "../../api/interactions";
import { HeldActions } from "../../worklist/actions";
import { Choice } from "../../worklist/choice";
import styles from "../../worklist/worklist.css?inline";
import { itemName } from "../../kinds";
import { controls } from "../../ui/controls";
import type { Part, Slots } from "../shell/slots";
import { choosingOf } from "../ticket/choosing";
import { words } from "../../worklist/words";

function Held({ workspace, i, item }: Slots["held"]): JSX.Element {
  const { client } = workspace;
  return (
    <HeldActions
      client={client}
      interaction={i.id}
      write={item.key}
      version={i.version}
      what={item.file?.name ?? itemName(item.kind)}
      retry={async () => workspace.take(await retryWrites(client, i.id, item.key))}
      drop={async (reason) => workspace.take(await dropWrite(client, i.id, item.key, reason))}
      elsewhere={() => workspace.model(choosingOf).ask(i.id)}
    />
  );
}

function Chosen({ workspace, i, asked }: Slots["choice"]): JSX.Element {
  return (
    <Choice
      i={i}
      choose={async (choice) => {
        workspace.take(await chooseTicket(workspace.client, i.id, choice));
        workspace.model(choosingOf).close();
      }}
      wanted={asked}
    />
  );
}

export const part: Part = { words: [words], styles: [controls, styles], views: { held: Held, choice: Chosen } };
