import type { ZendeskInstance, ZendeskWire } from "./zendesk-wire";

/** A host that refuses a convenience is no reason to stop. */
export const failed = (): undefined => undefined;

/** Does something with each of our instances in one kind of place. */
export async function each(client: ZendeskWire, location: string, work: (instance: ZendeskInstance) => unknown): Promise<void> {
  const { instances } = (await client.get("instances")) as { instances?: Record<string, { location?: string }> };
  for (const [guid, instance] of Object.entries(instances ?? {})) {
    if (instance.location === location) await work(client.instance(guid));
  }
}

export function idOf(value: unknown): string | undefined {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
}
