import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Interaction, JoinCode } from "../../api/schema";
import { duration } from "../../ui/elapsed";
import { useNow } from "../../ui/hooks";
import { Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import type { One } from "../shell/slots";
import { codesOf, grouped, mayJoin, type Codes } from "./codes";
import { t } from "./words";

/** Lets the browser of somebody on the phone join, and says when it has. */
export function LetJoin({ workspace, state, i }: One): JSX.Element | null {
  const codes = workspace.model(codesOf);
  const { shown, busy, problem } = useObserved(codes);
  const inside = (i.joining?.browsers ?? []).filter((b) => b.out_at === undefined);
  const can = mayJoin(i);
  const texts = i.customer.phone !== undefined && state.me?.texting !== undefined;
  // A code of ours that the server does not name any more has been used, or another took its place.
  const code = shown.get(i.id);
  const good = code !== undefined && (i.joining?.until === undefined ? inside.length === 0 : Date.parse(i.joining.until) === Date.parse(code.until)) ? code : undefined;
  const known = useRef(inside.length);
  useEffect(() => {
    if (inside.length > known.current) codes.hide(i.id);
    known.current = inside.length;
  }, [inside.length]);
  if (!can && inside.length === 0) return null;
  return (
    <section class="join" aria-label={t("join.title")}>
      <div role="status">
        {inside.map((b) => (
          <p key={b.at}>{t("join.joined", { device: b.device ?? "" })}</p>
        ))}
        {inside.length === 0 && i.joining?.until !== undefined && i.joining.how === "texted" && <p>{t("join.texted", { number: i.joining.number ?? "" })}</p>}
      </div>
      {can && good !== undefined ? (
        <Shown key={good.until} codes={codes} i={i} code={good} busy={busy} />
      ) : (
        can && (
          <div class="join-foot">
            <button type="button" class="button slim" aria-disabled={busy} onClick={() => void codes.show(i.id)}>
              {t(inside.length > 0 ? "join.another" : "join.let")}
            </button>
            {texts && (
              <button type="button" class="button slim" aria-disabled={busy} onClick={() => void codes.text(i.id)}>
                {t("join.text")}
              </button>
            )}
            {inside.length > 0 && (
              <button type="button" class="button slim" aria-label={t("join.out_name")} aria-disabled={busy} onClick={() => void codes.putOut(i.id)}>
                {t("join.out")}
              </button>
            )}
          </div>
        )
      )}
      <Problem text={problem} />
    </section>
  );
}

function Shown({ codes, i, code, busy }: { codes: Codes; i: Interaction; code: JoinCode; busy: boolean }): JSX.Element {
  const now = useNow();
  const left = (Date.parse(code.until) - now.getTime()) / 1000;
  const heading = useRef<HTMLParagraphElement>(null);
  const [copied, copy] = useState(false);
  const [scan, setScan] = useState(false);
  useEffect(() => heading.current?.focus(), []); // what to read out is heard at once
  const address = code.address.replace(/^https?:\/\//, "");
  return (
    <>
      <p ref={heading} class="join-read" tabIndex={-1}>
        {t("join.read", { address })}{" "}
        <span class="unseen">{[...code.code].join(" ")}</span>
        <strong class="join-code" aria-hidden="true">
          {grouped(code.code)}
        </strong>
      </p>
      <p role="status" class="muted small">
        {left <= 0 ? t("join.over") : null}
      </p>
      {left > 0 && (
        <p class="muted small" role="timer">
          {t("join.left", { time: duration(left) })}
        </p>
      )}
      {left > 0 && (
        <label class="join-link">
          <span class="unseen">{t("join.link")}</span>
          <input class="input" dir="ltr" readOnly value={code.link} onFocus={(e) => e.currentTarget.select()} />
        </label>
      )}
      <div class="join-foot">
        {left > 0 && (
          <>
            <button type="button" class="button slim" onClick={() => void copyText(code.link).then(copy)}>
              {t(copied ? "join.copied" : "join.copy")}
            </button>
            <button type="button" class="button slim" aria-expanded={scan} onClick={() => setScan(!scan)}>
              {t("join.scan")}
            </button>
          </>
        )}
        <button type="button" class="button slim" aria-disabled={busy} onClick={() => void codes.show(i.id, true)}>
          {t("join.fresh")}
        </button>
        <button type="button" class="button slim" onClick={() => codes.hide(i.id)}>
          {t("join.hide")}
        </button>
      </div>
      {scan && left > 0 && <Picture link={code.link} />}
    </>
  );
}

/** To be held before a camera; it comes when it is wanted. The page knows by the end of its address that it was. */
function Picture({ link }: { link: string }): JSX.Element {
  const [path, draw] = useState("");
  const [side, setSide] = useState(0);
  useEffect(() => {
    void import("../../qr").then(({ squares }) => {
      const drawn = squares(link + "#qr");
      setSide(drawn.side);
      draw(drawn.path);
    }, () => undefined); // the link is there
  }, [link]);
  return (
    <div class="join-picture">
      {path !== "" && (
        <svg role="img" aria-label={t("join.scan_label")} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges">
          <path d={path} />
        </svg>
      )}
    </div>
  );
}

/** Whether the browser has taken it: in a frame of the CRM's it may not, and the agent copies it from the field. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    document.querySelector<HTMLInputElement>(".join-link .input")?.select();
    return document.execCommand("copy");
  }
}
