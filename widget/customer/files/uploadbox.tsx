import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/icon";
import { cameraIcon } from "../../ui/icons-later";
import { useObserved } from "../../ui/observed";
import type { Page } from "../shell/slots";
import { UploadList } from "./uploadlist";
import { uploadsOf } from "./uploads";
import { t } from "./words";

/** Photos and documents: from the camera, from a file, or dropped. */
export function UploadBox({ visit, state }: Page): JSX.Element | null {
  const uploads = visit.model(uploadsOf);
  const ended = visit.over;
  const asked = state.contact?.asks?.map((a) => a.id) ?? []; // these have their files beside them
  const all = useObserved(uploads).all.filter((u) => u.ask === undefined || !asked.includes(u.ask));
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
      <UploadList uploads={uploads} all={all} />
    </section>
  );
}
