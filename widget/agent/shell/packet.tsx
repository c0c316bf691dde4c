import type { JSX } from "preact";
import type { Field, Interaction, Packet } from "../../api/schema";
import { Icon } from "../../ui/icon";
import { checkIcon, questionIcon, shieldIcon } from "../../ui/icons";
import { issue } from "../../ui/issue";
import { nameOf, numberOf } from "../../words/people";
import { t } from "./words";

export interface Headline {
  label: string;
  value: string;
  signed: boolean;
}

/** What an agent wants to know before the first word, and under which keys pages and backends tell it. */
const headlines: [kind: "item" | "order" | "screen" | "device" | "location", keys: string[]][] = [
  ["item", ["item", "item_in_view", "product", "order_item"]],
  ["order", ["order", "order_id", "order_number"]],
  ["screen", ["screen", "screen_name", "page_title", "page"]],
  ["device", ["device", "device_name"]],
  ["location", ["location", "city"]],
];

/** The few facts of a packet that go on top; a signed one beats hearsay of the same meaning. */
export function headlinesOf(packet: Packet): Headline[] {
  const found: Headline[] = [];
  for (const [kind, keys] of headlines) {
    const has = (f: Field) => keys.includes(f.key.toLowerCase()) && f.value !== "";
    const signed = packet.signed.find(has);
    const field = signed ?? packet.unsigned.find(has);
    if (field !== undefined) found.push({ label: t(`packet.${kind}`), value: fieldText(field), signed: signed !== undefined });
  }
  return found;
}

export function fieldText(f: Field): string {
  if (f.type === "boolean") return f.value === "true" ? t("packet.yes") : f.value === "false" ? t("packet.no") : f.value;
  return f.value;
}

/** Issue, item, device and the like: what to know before the first word, each with how far it can be trusted. */
export function Headlines({ i }: { i: Interaction }): JSX.Element | null {
  const lines = headlinesOf(i.packet);
  const about = issue(i);
  if (lines.length === 0 && about === "") return null;
  return (
    <dl class="headlines">
      {about !== "" && (
        <div>
          <dt>{t("packet.issue")}</dt>
          <dd dir="auto">
            <strong>{about}</strong>
          </dd>
        </div>
      )}
      {lines.map((l) => (
        <div key={l.label}>
          <dt>{l.label}</dt>
          <dd>
            <span dir="auto">{l.value}</span> {l.signed ? <Signed /> : <Unsigned />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Signed(): JSX.Element {
  return (
    <span class="trust signed" title={t("packet.signed")}>
      <Icon of={checkIcon} />
      <span class="unseen">{t("packet.signed_word")}</span>
    </span>
  );
}

function Unsigned(): JSX.Element {
  return (
    <span class="trust" title={t("packet.unsigned")}>
      <Icon of={questionIcon} />
      <span class="unseen">{t("packet.unsigned_word")}</span>
    </span>
  );
}

/** Who vouches for the name, and how else the caller is known. */
export function Identity({ i }: { i: Interaction }): JSX.Element {
  const other = nameOf(i) !== "" ? numberOf(i) || i.customer.email : i.customer.email;
  return (
    <p class="identity">
      {i.customer.verified ? (
        <span class="badge good">
          <Icon of={shieldIcon} /> {t("who.verified")}
        </span>
      ) : i.packet.trust === "rejected" ? (
        <span class="badge bad">{t("who.rejected")}</span>
      ) : (
        <span class="badge">{t("who.not_verified")}</span>
      )}
      {other && (
        <span class="muted small" dir="ltr">
          {other}
        </span>
      )}
    </p>
  );
}
