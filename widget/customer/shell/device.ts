import type { UnsignedField } from "../../api/schema";

const browsers: [name: string, mark: RegExp][] = [
  ["Edge", /\bEdgA?(?:iOS)?\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Samsung Internet", /\bSamsungBrowser\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/],
];

/** "Pixel 8, Android 14, Chrome 126": what an agent can say to a customer. */
export function deviceName(userAgent: string): string {
  const parts = [machine(userAgent)];
  for (const [name, mark] of browsers) {
    const found = mark.exec(userAgent);
    if (found !== null) {
      parts.push(`${name} ${found[1]}`);
      break;
    }
  }
  return parts.filter((p) => p !== "").join(", ");
}

function machine(ua: string): string {
  const ios = /\((iPhone|iPad|iPod)[^)]*? OS (\d+)[_.](\d+)/.exec(ua);
  if (ios !== null) return `${ios[1]}, iOS ${ios[2]}.${ios[3]}`;
  const android = /Android (\d+(?:\.\d+)?)(?:; ([^;)]+))?/.exec(ua);
  if (android !== null) {
    const model = (android[2] ?? "").replace(/ Build\/.*/, "").trim();
    // "K" is what Chrome says instead of the model.
    return (model === "" || model === "K" || /^(wv|Mobile|Tablet)$/.test(model) ? "" : model + ", ") + "Android " + android[1];
  }
  if (/Windows NT/.test(ua)) return "Windows PC";
  if (/Macintosh/.test(ua)) return "Mac";
  if (/CrOS/.test(ua)) return "Chromebook";
  if (/Linux/.test(ua)) return "Linux PC";
  return "";
}

/** What this browser says about itself; all of it hearsay. */
export function deviceFields(page: Window = window): UnsignedField[] {
  const fields: UnsignedField[] = [];
  const device = deviceName(page.navigator.userAgent);
  if (device !== "") fields.push({ key: "device", label: "Device", value: device, type: "text" });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) fields.push({ key: "time_zone", label: "Time zone", value: zone, type: "text" });
  return fields;
}

/** Where the device is, for the agent. */
export function locationField(at: GeolocationCoordinates): UnsignedField {
  return { key: "location", label: "Location", value: `${at.latitude.toFixed(5)}, ${at.longitude.toFixed(5)} (±${Math.round(at.accuracy)} m)`, type: "text" };
}
