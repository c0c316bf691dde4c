import type { JSX } from "preact";
import { useCallback, useRef, useState } from "preact/hooks";
import type { Client } from "../api/client";
import type { Forms } from "../words/catalogue";
import { useAction } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { chevronIcon } from "../ui/icons-later";
import { Problem } from "../ui/message";
import { t } from "./words";
import { keepWrite } from "./download";
import { DropForm } from "./drop";
import { Preview } from "./preview";

interface Props {
  client: Client;
  interaction: string;
  /** Key of the write. */
  write: string;
  version: number;
  /** What records are called in the account that this is about; undefined: it is the page's own. */
  noun?: Forms | undefined;
  /** What the write is, for the ears: "Note". */
  what: string;
  retry: () => Promise<unknown>;
  drop: (reason: string) => Promise<unknown>;
  /** Opens the choice of another ticket. */
  elsewhere: () => void;
  /** The text is on the page anyway. */
  shown?: boolean;
}

/** What a person can do about a write that stands still. */
export function HeldActions({ client, interaction, write, version, noun, what, retry, drop, elsewhere, shown }: Props): JSX.Element {
  const [looking, look] = useState(false);
  const [dropping, setDropping] = useState(false);
  const dropButton = useRef<HTMLButtonElement>(null);
  const again = useAction(retry);
  const download = useAction(useCallback(() => keepWrite(client, interaction, write), [client, interaction, write]));
  return (
    <div class="held-actions" role="group" aria-label={t("held.label", { what })}>
      {shown !== true && (
        <button type="button" class="link held-look" aria-expanded={looking} onClick={() => look(!looking)}>
          <Icon of={chevronIcon} /> {t("held.look")}
        </button>
      )}
      {looking && <Preview client={client} interaction={interaction} write={write} version={version} noun={noun} />}
      <p class="held-buttons">
        <button type="button" class="button slim" aria-disabled={again.busy} onClick={() => again.run()}>
          {t(again.busy ? "held.retrying" : "held.retry")}
        </button>
        <button type="button" class="button slim" onClick={elsewhere}>
          {t("held.elsewhere", noun)}
        </button>
        <button type="button" class="button slim" aria-disabled={download.busy} onClick={() => download.run()}>
          {t(download.busy ? "file.fetching" : "file.download")}
        </button>
        <button ref={dropButton} type="button" class="button slim" aria-expanded={dropping} onClick={() => setDropping(!dropping)}>
          {t("held.drop")}
        </button>
      </p>
      {dropping && (
        <DropForm
          drop={drop}
          keep={() => {
            setDropping(false);
            dropButton.current?.focus();
          }}
        />
      )}
      <Problem text={again.problem || download.problem} />
    </div>
  );
}
