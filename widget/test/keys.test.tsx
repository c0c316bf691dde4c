import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { Notes } from "../agent/notes/notes";
import type { Workspace, WorkspaceState } from "../agent/shell/workspace";
import { NoteBox } from "../agent/notes/box";
import { connected } from "../dev/fixtures";
import { DropForm } from "../worklist/drop";

afterEach(() => document.body.replaceChildren());

async function show(element: preact.JSX.Element): Promise<HTMLElement> {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(() => render(element, root));
  return root;
}

function press(on: Element, key: string, more: KeyboardEventInit = {}): boolean {
  return on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

// Chrome and Firefox say isComposing; Safari says it with the code alone.
const composed: [string, KeyboardEventInit][] = [
  ["isComposing", { isComposing: true }],
  ["code 229", { keyCode: 229 } as KeyboardEventInit],
];

test.each(composed)("a word is composed into a note without saving it (%s)", async (_, composing) => {
  const put = vi.fn(() => Promise.resolve());
  const notes = new Notes({ put });
  notes.write(connected().id, "日本語");
  const root = await show(<NoteBox workspace={{ model: () => notes } as unknown as Workspace} state={{} as WorkspaceState} i={connected()} />);
  const box = root.querySelector("textarea")!;
  press(box, "Enter", { ctrlKey: true, ...composing });
  expect(put).not.toHaveBeenCalled();
  press(box, "Enter", { ctrlKey: true });
  expect(put).toHaveBeenCalledOnce();
});

test.each(composed)("a composed word sends no form, and its Escape closes none (%s)", async (_, composing) => {
  const keep = vi.fn();
  const root = await show(<DropForm drop={() => Promise.resolve()} keep={keep} />);
  const box = root.querySelector("input")!;
  expect(press(box, "Enter", composing)).toBe(false); // what the browser would do, submitting, is prevented
  expect(press(box, "Enter")).toBe(true);
  press(box, "Escape", composing);
  expect(keep).not.toHaveBeenCalled();
  press(box, "Escape");
  expect(keep).toHaveBeenCalledOnce();
});
