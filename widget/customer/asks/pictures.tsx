import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Icon } from "../../ui/icon";
import { cameraIcon } from "../../ui/icons-later";
import { UploadList } from "../files/uploadlist";
import type { One } from "./answers";
import { t } from "./words";

interface Way {
  /** What the camera takes, and what may be chosen: a type that is not named is converted by phones that can. */
  camera: string;
  choose: string;
  take: string;
  pick: string;
}

export function Pictures(one: One): JSX.Element {
  return <Files {...one} way={{ camera: "image/*", choose: "image/jpeg,image/png,image/webp", take: t("asks.take_photo"), pick: t("asks.pick_photo") }} />;
}

export function Films(one: One): JSX.Element {
  return <Files {...one} way={{ camera: "video/*", choose: "video/*", take: t("asks.take_video"), pick: t("asks.pick_video") }} />;
}

/** Two ways in, for no system has both behind one: the camera, and what is there already. */
function Files({ answers, uploads, a, way }: One & { way: Way }): JSX.Element {
  const camera = useRef<HTMLInputElement>(null);
  const there = useRef<HTMLInputElement>(null);
  const most = a.most_files ?? 1;
  const arrived = a.files?.length ?? 0;
  const left = most - arrived - answers.coming(a.id);
  const add = (input: HTMLInputElement) => {
    for (const f of [...(input.files ?? [])].slice(0, left)) void uploads.add(f, a.id);
    input.value = ""; // the same file may be chosen again
  };
  return (
    <>
      {left > 0 && (
        <div class="asked-ways">
          <button type="button" data-next class="button" onClick={() => camera.current?.click()}>
            <Icon of={cameraIcon} /> {way.take}
          </button>
          <button type="button" class="button" onClick={() => there.current?.click()}>
            {way.pick}
          </button>
          <input ref={camera} type="file" hidden accept={way.camera} capture="environment" onChange={(e) => add(e.currentTarget)} />
          <input ref={there} type="file" hidden multiple={most > 1} accept={way.choose} onChange={(e) => add(e.currentTarget)} />
        </div>
      )}
      {most > 1 && <p class="muted small">{arrived === 0 ? t("asks.up_to", { most }) : t("asks.arrived", { here: arrived, most })}</p>}
      <UploadList uploads={uploads} all={uploads.state.all.filter((u) => u.ask === a.id)} />
    </>
  );
}
