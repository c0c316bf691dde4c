import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Client } from "../api/client";
import { previewWrite } from "../api/interactions";
import { Failure } from "../api/failure";
import type { SentFile, WritePreview } from "../api/schema";
import type { Forms } from "../words/catalogue";
import { useAction } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { fileIcon } from "../ui/icons-later";
import { Problem } from "../ui/message";
import { fileSize } from "../ui/format";
import { t } from "./words";
import { keepFile, keepText } from "./download";
import { sentence } from "../words/failure";

interface Props {
  client: Client;
  interaction: string;
  /** Key of the write. */
  write: string;
  /** Changes when the write may read differently, for example after a move. */
  version: number;
  /** What records are called in the account that this is about; undefined: it is the page's own. */
  noun?: Forms | undefined;
}

/** The exact words and files of one write: fetched when it is opened, and shown as text alone. */
export function Preview({ client, interaction, write, version, noun }: Props): JSX.Element {
  const [found, setFound] = useState<WritePreview | undefined>();
  const [problem, setProblem] = useState("");
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let gone = false;
    setProblem("");
    previewWrite(client, interaction, write).then(
      (p) => !gone && setFound(p),
      // A write that is re-homed gets a new key.
      (e: unknown) => !gone && setProblem(e instanceof Failure && e.status === 404 ? t("preview.moved", noun) : sentence(e)),
    );
    return () => void (gone = true);
  }, [client, interaction, write, version, tries]);
  if (problem !== "") {
    return (
      <div class="preview">
        <Problem text={problem} />
        <button type="button" class="button slim" onClick={() => setTries(tries + 1)}>
          {t("preview.again")}
        </button>
      </div>
    );
  }
  if (found === undefined) {
    return <p class="preview muted">{t("preview.fetching")}</p>;
  }
  return (
    <div class="preview">
      <p class="muted small">{found.ticket === undefined ? t("preview.for_none", noun) : t("preview.for", { ...noun, number: found.ticket })}</p>
      <pre tabIndex={0} dir="auto" aria-label={t("preview.text")}>
        {found.text}
      </pre>
      {found.files.map((f) => (
        <FileLine key={f.id} client={client} interaction={interaction} file={f} />
      ))}
      <p>
        <button type="button" class="link small" onClick={() => keepText(write, found.text)}>
          {t("preview.keep")}
        </button>
      </p>
    </div>
  );
}

function FileLine({ client, interaction, file }: { client: Client; interaction: string; file: SentFile }): JSX.Element {
  const fetchIt = useAction(useCallback(() => keepFile(client, interaction, file), [client, interaction, file]));
  return (
    <p class="preview-file">
      <Icon of={fileIcon} /> <span dir="auto">{file.name}</span> <span class="muted small">{fileSize(file.size)}</span>
      <button type="button" class="link small" aria-disabled={fetchIt.busy} aria-label={t("file.download_name", { name: file.name })} onClick={() => fetchIt.run()}>
        {t(fetchIt.busy ? "file.fetching" : "file.download")}
      </button>
      <Problem text={fetchIt.problem} />
    </p>
  );
}
