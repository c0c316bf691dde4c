import type { UnsignedField } from "../../api/schema";
import { locationField } from "../shell/device";
import { t } from "./words";

/** Asks the browser, which asks the customer. */
export function whereabouts(): Promise<UnsignedField> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) {
      reject(new Error(t("where.cannot")));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(locationField(coords)),
      (e) => reject(new Error(t(e.code === e.PERMISSION_DENIED ? "where.refused" : "where.unknown"))),
      { timeout: 15_000, maximumAge: 60_000 },
    );
  });
}
