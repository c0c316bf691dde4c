import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/icon";
import { alertIcon, checkIcon } from "../../ui/icons";
import { cameraIcon, closeIcon, fileIcon } from "../../ui/icons-later";
import { useObserved } from "../../ui/observed";
import { fileSize } from "../../ui/format";
import type { Page } from "../shell/slots";
import { uploadsOf, type Upload } from "./uploads";
import { t } from "./words";

/** Photos and documents: from the camera, from a file, or dropped. */
export function UploadBox({ visit }: Page): JSX.Element | null {
  const uploads = visit.model(uploadsOf);
  const ended = visit.over;
  const { all } = useObserved(uploads);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const add = (files: FileList | null | undefined) => {
    for (const f of files ?? []) void uploads.add(f);
  };
  if (ended && all.length === 0) return null;
  return (
    <section class="uploads" aria-label={t("files.label")}>
      {!ended && (
        <div
          class={"card drop" + (over ? " over" : "")}
          onDragOver={(e) => {
            e.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(e) => {
            e.preventDefault();
            setOver(false);
            add(e.dataTransfer?.files);
          }}
        >
          <button type="button" class="button" onClick={() => input.current?.click()}>
            <Icon of={cameraIcon} /> {t("files.send")}
          </button>
          <span class="muted small">{t("files.drop")}</span>
          <input
            ref={input}
            type="file"
            hidden
            multiple
            accept={uploads.limits === undefined || uploads.limits.types.length === 0 ? "image/*,video/*,application/pdf" : uploads.limits.types.join(",")}
            onChange={(e) => {
              add(e.currentTarget.files);
              e.currentTarget.value = ""; // the same file may be chosen again
            }}
          />
        </div>
      )}
      {all.length > 0 && (
        <ul class="card">
          {all.map((u) => (
            <li key={u.id} class={"upload " + u.state}>
              {u.picture === "" ? (
                <span class="upload-picture">
                  <Icon of={u.state === "refused" ? alertIcon : fileIcon} />
                </span>
              ) : (
                <img class="upload-picture" src={u.picture} alt="" onError={() => uploads.unseen(u.id)} />
              )}
              <span class="upload-main">
                <span class="upload-name" dir="auto">
                  {u.name}
                </span>
                <span class="small upload-word">{word(u)}</span>
                {u.state === "sending" && <progress max={1} value={u.progress} aria-label={t("files.sending_name", { name: u.name })} />}
              </span>
              {u.state === "sent" && <Icon of={checkIcon} />}
              {u.state === "refused" && (
                <button type="button" class="icon-button" aria-label={t("files.dismiss", { name: u.name })} onClick={() => uploads.dismiss(u.id)}>
                  <Icon of={closeIcon} />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function word(u: Upload): string {
  switch (u.state) {
    case "sending":
      return u.progress >= 1 ? t("files.arriving") : t("files.sending", { percent: Math.round(u.progress * 100) });
    case "retrying":
      return t("files.retrying", { problem: u.problem });
    case "sent":
      return t("files.sent", { size: fileSize(u.size) });
    case "refused":
      return u.problem;
  }
}
