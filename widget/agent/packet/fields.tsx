import type { JSX } from "preact";
import type { Field, Packet } from "../../api/schema";
import { Icon } from "../../ui/icon";
import { questionIcon, shieldIcon } from "../../ui/icons";
import { Message } from "../../ui/message";
import { told } from "../../words/catalogue";
import { fieldText } from "../shell/packet";
import { fieldLabel } from "./labels";
import { say, t } from "./words";

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
            <Icon of={shieldIcon} /> {t("packet.signed")}
          </h3>
          <Fields fields={packet.signed} trusted />
        </section>
      )}
      {packet.unsigned.length > 0 && (
        <section class="fields">
          <h3>
            <Icon of={questionIcon} /> {t("packet.unsigned")}
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
          <dt dir="auto">{fieldLabel(f)}</dt>
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
