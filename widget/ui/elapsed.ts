const two = (n: number) => String(n).padStart(2, "0");

/** 0:07, 12:40, 1:02:03. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

export function since(iso: string | undefined, now: Date): string {
  return iso === undefined ? duration(0) : duration((now.getTime() - new Date(iso).getTime()) / 1000);
}
