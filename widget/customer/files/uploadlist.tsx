import type { JSX } from "preact";
import { Icon } from "../../ui/icon";
import { alertIcon, checkIcon } from "../../ui/icons";
import { closeIcon, fileIcon } from "../../ui/icons-later";
import { fileSize } from "../../ui/format";
import type { Upload, Uploads } from "./uploads";
import { t } from "./words";

/** Files and how each stands. */
export function UploadList({ uploads, all }: { uploads: Uploads; all: readonly Upload[] }): JSX.Element | null {
  if (all.length === 0) return null;
  return (
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
