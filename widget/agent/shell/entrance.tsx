import type { JSX } from "preact";
import { t } from "./words";

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
