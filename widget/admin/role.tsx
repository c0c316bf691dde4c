import { createContext, type ComponentChildren, type JSX } from "preact";
import { useContext } from "preact/hooks";
import type { AdminRole } from "../api/schema";

/** From the role that may least on. */
const order: readonly AdminRole[] = ["read-only", "supervisor", "owner"];

/** What each may do, for people. The server holds everybody to it; the page shows what goes. */
export const roles: Record<AdminRole, { word: string; may: string }> = {
  owner: { word: "Owner", may: "may do everything here" },
  supervisor: { word: "Supervisor", may: "may retry, move and drop what is held, rehearse, and sign agents out" },
  "read-only": { word: "Read-only", may: "may look at everything and change nothing" },
};

/** The role of whoever looks at the page. */
export const Role = createContext<AdminRole>("owner");

export function useMay(least: AdminRole): boolean {
  return order.indexOf(useContext(Role)) >= order.indexOf(least);
}

/** What only a role from there on may do; for the others a word instead, or nothing. */
export function From({ least, instead, children }: { least: AdminRole; instead?: string; children: ComponentChildren }): JSX.Element | null {
  if (useMay(least)) return <>{children}</>;
  return instead === undefined ? null : <p class="muted small">{instead}</p>;
}
