import type { JSX } from "preact";
import type { Field, Packet } from "../api/schema";
import { Icon } from "./icons";
import { Message } from "./message";
import { say, t, told } from "../words/catalogue";
import { fieldText, headlinesOf, issue } from "./words";

/** Issue, item, device and the like: what to know before the first word, each with how far it can be trusted. */
export function Headlines({ packet, path }: { packet: Packet; path: readonly string[] }): JSX.Element | null {
  const lines = headlinesOf(packet);
  if (lines.length === 0 && path.length === 0) return null;
  return (
    <dl class="headlines">
      {path.length > 0 && (
        <div>
          <dt>{t("packet.issue")}</dt>
          <dd dir="auto">
            <strong>{issue(path)}</strong>
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
      <Icon name="check" />
      <span class="unseen">{t("packet.signed_word")}</span>
    </span>
  );
}

function Unsigned(): JSX.Element {
  return (
    <span class="trust" title={t("packet.unsigned")}>
      <Icon name="question" />
      <span class="unseen">{t("packet.unsigned_word")}</span>
    </span>
  );
}

/** Everything a packet says, facts apart from hearsay. */
export function PacketFields({ packet }: { packet: Packet }): JSX.Element {
  return (
    <div class="packet">
      {packet.trust === "rejected" && (
        <Message tone="warn">
          {packet.problem ? say("packet.rejected_because", { problem: <span dir="auto">{told(packet.problem, packet.problem_said)}</span> }) : t("packet.rejected")}
        </Message>
      )}
      {packet.signed.length > 0 && (
        <section class="fields signed">
          <h3>
            <Icon name="shield" /> {t("packet.signed")}
          </h3>
          <Fields fields={packet.signed} trusted />
        </section>
      )}
      {packet.unsigned.length > 0 && (
        <section class="fields">
          <h3>
            <Icon name="question" /> {t("packet.unsigned")}
          </h3>
          <Fields fields={packet.unsigned} trusted={false} />
        </section>
      )}
      {packet.signed.length === 0 && packet.unsigned.length === 0 && <p class="muted">{t("packet.nothing")}</p>}
    </div>
  );
}

function Fields({ fields, trusted }: { fields: readonly Field[]; trusted: boolean }): JSX.Element {
  return (
    <dl>
      {fields.map((f, n) => (
        <div key={n}>
          <dt dir="auto">{f.label || f.key}</dt>
          <dd dir="auto">
            <Value field={f} trusted={trusted} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Only an address the company vouches for can be clicked. */
function Value({ field, trusted }: { field: Field; trusted: boolean }): JSX.Element {
  const text = fieldText(field);
  if (trusted && field.type === "url" && /^https?:\/\//i.test(field.value)) {
    return (
      <a href={field.value} target="_blank" rel="noopener noreferrer nofollow">
        {text}
      </a>
    );
  }
  return <>{text}</>;
}
