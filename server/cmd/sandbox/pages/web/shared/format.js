// Words for times, sizes and numbers.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const longAgo = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

/** The time of day if that is today, else the date. */
export function when(iso, now = new Date()) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  if (at.toDateString() === now.toDateString()) return clock.format(at);
  return at.getFullYear() === now.getFullYear() ? date.format(at) : longAgo.format(at);
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A North American number in groups; others as they are. */
export function phone(number) {
  const m = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number ?? "");
  return m ? `+1 ${m[1]} ${m[2]} ${m[3]}` : (number ?? "");
}

export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

export function initials(name) {
  const words = (name ?? "").trim().split(/\s+/).filter(Boolean);
  return words.slice(0, 2).map((w) => [...w][0].toLocaleUpperCase()).join("") || "?";
}

/** The same colour for the same name. */
export function hue(name) {
  let sum = 0;
  for (const c of name ?? "") sum = (sum * 31 + c.codePointAt(0)) % 360;
  return sum;
}
