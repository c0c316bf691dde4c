import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { getFile } from "../../api/interactions";
import { Icon } from "../../ui/icon";
import { closeIcon, downloadIcon } from "../../ui/icons-later";
import { sentence } from "../../words/failure";
import type { One, Slots } from "../shell/slots";
import { isPhoto } from "./kinds";
import { t } from "./words";

/** The customer's photos, as soon as they are there. */
export function Photos({ workspace, state, i }: One): JSX.Element | null {
  const photos = i.items.flatMap((it) => (it.file !== undefined && it.file.removed_at === undefined && isPhoto(it.file) ? [it.file] : []));
  if (photos.length === 0) return null;
  return (
    <section class="photos" aria-label={t("photo.label")}>
      {photos.map((f) => (
        <Photo key={f.id} workspace={workspace} state={state} interaction={i.id} file={f} />
      ))}
    </section>
  );
}

/**
 * One file, fetched with the agent's token and kept as a blob: its address means nothing
 * outside this page. A photo opens large; anything else is offered as a download.
 */
export function Photo({ workspace, interaction, file }: Slots["file"]): JSX.Element {
  const photo = isPhoto(file);
  const [url, setURL] = useState("");
  const [problem, setProblem] = useState("");
  const [wanted, want] = useState(photo);
  const dialog = useRef<HTMLDialogElement>(null);
  const anchor = useRef<HTMLAnchorElement>(null);

  useEffect(() => {
    if (!wanted) return;
    let address = "";
    let gone = false;
    setProblem("");
    getFile(workspace.client, interaction, file.id)
      .then((blob) => {
        if (gone) return;
        // The type the server recorded, never one that would run in our origin.
        address = URL.createObjectURL(new Blob([blob], { type: photo ? file.content_type : "application/octet-stream" }));
        setURL(address);
      })
      .catch((e: unknown) => {
        if (gone) return;
        setProblem(sentence(e));
        want(false);
      });
    return () => {
      gone = true;
      if (address !== "") URL.revokeObjectURL(address);
    };
  }, [wanted, workspace, interaction, file.id, file.content_type, photo]);

  useEffect(() => {
    if (!photo && url !== "") anchor.current?.click(); // the click that asked for it is the consent
  }, [photo, url]);

  if (!photo) {
    return url === "" ? (
      <button type="button" class="link" onClick={() => want(true)}>
        {problem === "" ? t(wanted ? "file.fetching" : "file.download") : t("file.download_again", { problem })}
      </button>
    ) : (
      <a ref={anchor} href={url} download={file.name}>
        {t("file.download")}
      </a>
    );
  }
  if (problem !== "") {
    return (
      <button type="button" class="thumb broken small" onClick={() => want(true)}>
        <span>{t("photo.load_again", { problem })}</span>
      </button>
    );
  }
  return (
    <>
      <button type="button" class="thumb" aria-label={t("photo.enlarge", { name: file.name })} aria-disabled={url === ""} onClick={() => url !== "" && dialog.current?.showModal()}>
        {url === "" ? <span class="muted small">{t("photo.loading")}</span> : <img src={url} alt={t("photo.alt", { name: file.name })} />}
      </button>
      <dialog ref={dialog} class="photo-large" aria-label={file.name} onClick={(e) => e.target === dialog.current && dialog.current?.close()}>
        <div class="photo-bar">
          <span class="ellipsis" dir="auto">
            {file.name}
          </span>
          <a class="button slim" href={url} download={file.name}>
            <Icon of={downloadIcon} /> {t("file.download")}
          </a>
          <button type="button" class="icon-button" aria-label={t("photo.close")} onClick={() => dialog.current?.close()}>
            <Icon of={closeIcon} />
          </button>
        </div>
        {url !== "" && <img src={url} alt={t("photo.alt", { name: file.name })} />}
      </dialog>
    </>
  );
}
