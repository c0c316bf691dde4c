import type { JSX } from "preact";
import { Icon } from "../../ui/icon";
import { chevronIcon } from "../../ui/icons-later";
import { controls } from "../../ui/controls";
import type { One, Part } from "../shell/slots";
import { PacketFields } from "./fields";
import styles from "./packet.css?inline";
import { t, words } from "./words";

/** Behind a word: what else there is to know. */
function All({ i }: One): JSX.Element {
  return (
    <details class="more">
      <summary>
        <Icon of={chevronIcon} /> {t("packet.all")}
      </summary>
      <PacketFields packet={i.packet} />
    </details>
  );
}

export const part: Part = { words: [words], styles: [controls, styles], views: { customer: All } };
