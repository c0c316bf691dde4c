import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { AccountHealth } from "../api/schema";
import { keep } from "../worklist/download";
import { useAction } from "../ui/hooks";
import { Problem } from "../ui/message";

const words: Partial<Record<AccountHealth["kind"], string>> = { zendesk: "Download the Zendesk app", salesforce: "Download the Salesforce package" };

/** What an admin installs in the account's CRM, made by the server at that moment. */
export function PackageButton({ client, account }: { client: AdminClient; account: AccountHealth }): JSX.Element | null {
  const word = words[account.kind];
  const load = useAction(
    useCallback(async () => keep(`deskside-${account.name}-${account.kind}.zip`, await client.package(account.name)), [client, account.name, account.kind]),
  );
  if (word === undefined) return null;
  return (
    <p class="package small">
      <button type="button" class="button" aria-disabled={load.busy} onClick={() => load.run()}>
        {load.busy ? "Packing…" : word}
      </button>
      <Problem text={load.problem} />
    </p>
  );
}
