import { newID } from "../../api/ids";
import type { BrowserJoined } from "../../api/schema";
import { deviceName } from "../shell/device";
import type { Visit } from "../shell/visit";

/** The end of a link that has brought somebody here; "" where a code is to be typed. */
export const linked = (page: Window = window): string => /^\/join\/([\w-]+)$/.exec(page.location.pathname)?.[1] ?? "";

/** Lets this browser into the call. What it knows itself by is kept until it is in, so that asking again, also after a reload, is the same browser. */
export async function join(visit: Visit, code: string, page: Window = window): Promise<void> {
  const secret = visit.memory.get<string>("secret") ?? newID();
  visit.memory.keep("secret", secret);
  const browser: Record<string, unknown> = { code, secret, device: deviceName(page.navigator.userAgent).slice(0, 100) };
  if (page.location.hash === "#qr") browser["scanned"] = true;
  visit.enter(await visit.client.json<BrowserJoined>("POST", "/v1/join", browser));
  visit.memory.keep("secret", undefined);
  page.history.replaceState(null, "", "/join"); // what opened the call does not stay in the address
}
