import type { JSX } from "preact";
import { t } from "./words";

/** A page that is not there yet, and says what it waits for. */
export function Waiting({ problem }: { problem: string }): JSX.Element {
  return (
    <main class="entrance">
      <p role="status">{problem === "" ? t("entrance.starting") : t("entrance.starting_again", { problem })}</p>
    </main>
  );
}

/** A page that can go no further, and says what to do. */
export function Stopped({ title, text, onRetry }: { title: string; text: string; onRetry?: (() => void) | undefined }): JSX.Element {
  return (
    <main class="entrance">
      <h1>{title}</h1>
      <p>{text}</p>
      {onRetry && (
        <button type="button" class="button primary" onClick={onRetry}>
          {t("entrance.try_again")}
        </button>
      )}
    </main>
  );
}
