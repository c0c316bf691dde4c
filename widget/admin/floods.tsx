import type { JSX } from "preact";
import { useCallback, useRef, useState } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { Flood, FloodFilter } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { clock } from "../ui/format";
import { From } from "./role";

const minute = 60_000;

/** How far back a flood is looked for. */
const windows = [
  { name: "15 minutes", length: 15 * minute },
  { name: "hour", length: 60 * minute },
  { name: "6 hours", length: 360 * minute },
  { name: "24 hours", length: 1440 * minute },
] as const;

interface Sought {
  back: number;
  app: string;
  source: string;
}

interface Found {
  filter: FloodFilter;
  flood: Flood;
}

/** A flood of contacts is looked at before it is dropped, and what is dropped is exactly what was looked for then. */
export function Floods({ client }: { client: AdminClient }): JSX.Element {
  const [sought, seek] = useState<Sought>({ back: windows[0].length, app: "", source: "" });
  const [found, set] = useState<Found>();
  const [said, say] = useState("");
  const asked = useRef(0);
  const look = useAction(
    useCallback(
      async (s: Sought) => {
        const mine = ++asked.current;
        const now = Date.now();
        const filter: FloodFilter = { from: new Date(now - s.back).toISOString(), to: new Date(now).toISOString() };
        if (s.app.trim() !== "") filter.app = s.app.trim();
        if (s.source.trim() !== "") filter.source = s.source.trim();
        const flood = await client.flood(filter);
        if (mine === asked.current) set({ filter, flood }); // else something else is looked for by now
      },
      [client],
    ),
  );
  const drop = useAction(
    useCallback(async () => {
      if (found === undefined) return;
      for (let all = 0, going = true; going; ) {
        const { dropped, left, more } = await client.dropFlood(found.filter);
        all += dropped;
        going = dropped > 0 && left > 0;
        const rest = going ? `, ${left} to go…` : left > 0 ? `; ${left} left, which are being written just now. Look again.` : more ? ". There may be older ones: look again." : ".";
        say(contacts(all) + " dropped" + rest);
      }
      set(undefined);
    }, [client, found]),
  );
  // What was found by another filter is not there to be dropped any more.
  const change = (part: Partial<Sought>): Sought => {
    asked.current++;
    const next = { ...sought, ...part };
    seek(next);
    set(undefined);
    say("");
    return next;
  };
  const search = (part: Partial<Sought>) => {
    if (!look.busy && !drop.busy) look.run(change(part));
  };
  return (
    <details class="card floods">
      <summary>Drop a flood of contacts</summary>
      <div class="rehearsal">
        <p>Contacts from your apps and sites without a signed packet, which no agent has accepted: a flood of them is looked at here first, then dropped. Signed contacts and phone calls stay.</p>
        <form
          class="filters"
          role="search"
          onSubmit={(e) => {
            e.preventDefault();
            search({});
          }}
        >
          <label class="day small">
            <span class="muted">Last</span>
            <select class="input" value={String(sought.back)} onChange={(e) => change({ back: Number(e.currentTarget.value) })}>
              {windows.map((w) => (
                <option key={w.length} value={String(w.length)}>
                  {w.name}
                </option>
              ))}
            </select>
          </label>
          <label class="day small">
            <span class="muted">App</span>
            <input class="input short" placeholder="any" maxLength={64} value={sought.app} onInput={(e) => change({ app: e.currentTarget.value })} />
          </label>
          <label class="day small">
            <span class="muted">Source</span>
            <input class="input" placeholder="any address or network" maxLength={64} dir="ltr" value={sought.source} onInput={(e) => change({ source: e.currentTarget.value })} />
          </label>
          <button type="submit" class="button" aria-disabled={look.busy || drop.busy}>
            {look.busy ? "Looking…" : "Look"}
          </button>
        </form>
        <Problem text={look.problem || drop.problem} />
        <p role="status">{said || (found !== undefined && <strong>{summary(found.flood)}</strong>)}</p>
        {found !== undefined && found.flood.contacts > 0 && <Preview flood={found.flood} whole={found.filter} only={search} drop={drop} />}
      </div>
    </details>
  );
}

interface PreviewProps {
  flood: Flood;
  whole: FloodFilter;
  only: (part: Partial<Sought>) => void;
  drop: { run: () => void; busy: boolean };
}

/** What would be dropped, and the button for it. */
function Preview({ flood, whole, only, drop }: PreviewProps): JSX.Element {
  const now = useNow(30_000);
  const [asked, ask] = useState(false);
  const press = () => {
    if (asked) drop.run();
    else ask(true);
  };
  return (
    <>
      <div class="scroll">
        <table>
          <caption class="unseen">Where they come from</caption>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">App</th>
              <th scope="col" class="number">
                Contacts
              </th>
              <th scope="col">
                <span class="unseen">Narrow the filter</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {flood.sources.map((s) => (
              <tr key={`${s.app} ${s.source}`}>
                <td data-label="Source" dir="ltr">
                  {s.source ?? <span class="muted">not known</span>}
                </td>
                <td data-label="App" dir="auto">
                  {s.app}
                </td>
                <td data-label="Contacts" class="number">
                  {s.contacts}
                </td>
                <td data-label="">
                  {(whole.app === undefined || (whole.source === undefined && s.source !== undefined)) && (
                    <button type="button" class="button slim" aria-label={`Only those of ${s.app}${s.source === undefined ? "" : " from " + s.source}`} onClick={() => only({ app: s.app, source: s.source ?? "" })}>
                      Only these
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <From least="supervisor" instead="A supervisor or owner can drop it.">
        <p>
          <button type="button" class="button bad" aria-disabled={drop.busy} onClick={press} onBlur={() => ask(false)}>
            {drop.busy ? "Dropping…" : asked ? `Really drop ${contacts(flood.contacts)}?` : `Drop ${contacts(flood.contacts)}`}
          </button>{" "}
          <span class="small muted">They end, and what is not in the CRM yet is not written. This cannot be taken back.</span>
        </p>
      </From>
      <div class="scroll">
        <table>
          <caption class="small muted">The newest of them</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Source</th>
              <th scope="col">Customer</th>
              <th scope="col">Says</th>
            </tr>
          </thead>
          <tbody>
            {flood.newest.map((c) => (
              <tr key={c.interaction}>
                <td data-label="When" class="time">
                  {clock(c.started_at, now)}
                </td>
                <td data-label="Source" dir="ltr">
                  {c.source ?? "—"}
                </td>
                <td data-label="Customer" dir="auto">
                  {c.customer ?? <span class="muted">no name</span>}
                </td>
                <td data-label="Says" dir="auto">
                  {c.text ?? <span class="muted">{c.channel === "voice" ? "a call" : "—"}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function summary(f: Flood): string {
  if (f.contacts === 0) return "There are none.";
  const writes = f.writes === 0 ? "all of it written already" : `with ${f.writes === 1 ? "1 write" : `${f.writes} writes`} that the CRM does not have yet`;
  return `${contacts(f.contacts)}, ${writes}.${f.more ? " There may be older ones." : ""}`;
}

const contacts = (n: number): string => (n === 1 ? "1 contact" : `${n} contacts`);
