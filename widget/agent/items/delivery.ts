import type { Delivery } from "../../api/schema";
import { clock, minute } from "../../ui/format";
import { told } from "../../words/catalogue";
import { crmName, type CRM } from "../../words/names";
import { t } from "./words";

/** Where something written stands: in the CRM since when, waiting because of what, in need of a person, or dropped by one. */
export function deliverySentence(d: Delivery, crm: CRM, now: Date): string {
  const reason = plain(told(d.reason, d.reason_said));
  switch (d.state) {
    case "landed":
      return t("delivery.landed", { crm: crmName(crm), time: clock(d.since, now) });
    case "held": {
      const time = minute(d.since, now);
      return reason === "" ? t("delivery.held_plain", { time, crm: crmName(crm) }) : t("delivery.held", { time, reason });
    }
    case "dropped":
      return reason === "" ? t("delivery.dropped_plain") : t("delivery.dropped", { reason });
    case "waiting": {
      if (d.until === undefined) return reason === "" ? t("delivery.waiting_plain", { crm: crmName(crm) }) : t("delivery.waiting", { reason });
      const time = minute(d.until, now);
      return reason === "" ? t("delivery.waiting_plain_until", { crm: crmName(crm), time }) : t("delivery.waiting_until", { reason, time });
    }
  }
}

/** A reason inside a sentence of ours carries no full stop of its own. */
function plain(reason: string): string {
  return reason.trim().replace(/[.。]$/, "");
}
