import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Features, places, WithFeatures, type Feature, type Part } from "../ui/features";
import { speak, vocabulary, type Source } from "../words/catalogue";

interface Page {
  wanted: string[];
}
interface Slots {
  top: { name: string };
  end: object;
}
const Slot = places<Slots>();
const { t } = vocabulary<Record<string, "">>();
type Late = Exclude<Feature<Page, Slots>, { part: unknown }>;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "requestIdleCallback"] }));
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

const words = (name: string): Source => {
  const load = () => Promise.resolve({ words: { ["test." + name]: "Words of " + name } });
  return { en: load, ja: () => Promise.resolve({ words: { ["test." + name]: name + "の言葉" } }), ko: load };
};

/** A feature that shows its words and what it is given. */
function feature(name: string, more: Partial<Late & { part: Part<Page, Slots> }> = {}) {
  const part: Part<Page, Slots> = { words: [words(name)], views: { top: (given) => <p>{`${t("test." + name)} for ${given.name}`}</p> }, ...more.part };
  const load = vi.fn(more.load ?? (() => Promise.resolve({ part })));
  return { name, wants: more.wants ?? ((p: Page) => p.wanted.includes(name)), ...(more.idles && { idles: more.idles }), load };
}

function shown(features: Features<Page, Slots>) {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  act(() => render(<WithFeatures of={features}><Slot at="top" name="Maya" /><Slot at="end" /></WithFeatures>, root));
  return () => [...root.querySelectorAll("p")].map((p) => p.textContent);
}

test("a feature comes once, when it is wanted, with its words, and stands where the list has it", async () => {
  const [one, two, three] = [feature("one"), feature("two"), feature("three")];
  const features = new Features<Page, Slots>([one, two, three]);
  const text = shown(features);
  features.follow({ wanted: ["three"] });
  await act(() => vi.waitFor(() => expect(features.state.parts[2]).toBeDefined()));
  expect(text()).toEqual(["Words of three for Maya"]);
  features.follow({ wanted: ["three", "one"] });
  await act(() => vi.waitFor(() => expect(features.state.parts[0]).toBeDefined()));
  expect(text()).toEqual(["Words of one for Maya", "Words of three for Maya"]);
  expect([one.load.mock.calls.length, two.load.mock.calls.length, three.load.mock.calls.length]).toEqual([1, 0, 1]);
});

test("a feature starts once the page knows who is there, whichever comes first", async () => {
  const starts: string[] = [];
  const starting = (name: string) => ({ part: { start: () => void starts.push(name) } });
  const early: Feature<Page, Slots> = { name: "early", ...starting("early") };
  const features = new Features<Page, Slots>([early, feature("soon", starting("soon")), feature("late", starting("late"))]);
  const page = { wanted: ["soon"] };
  features.follow(page);
  await vi.waitFor(() => expect(features.state.parts[1]).toBeDefined());
  expect(starts).toEqual([]);
  features.start(page);
  features.start(page);
  expect(starts).toEqual(["early", "soon"]);
  features.follow({ wanted: ["late"] });
  await vi.waitFor(() => expect(starts).toEqual(["early", "soon", "late"]));
});

test("what does not come is said to be missing, and tried again until it comes", async () => {
  let broken = true;
  const shaky: Feature<Page, Slots> = feature("shaky", { load: () => (broken ? Promise.reject(new Error("no network")) : Promise.resolve({ part: { words: [words("shaky")] } })) });
  const features = new Features<Page, Slots>([shaky]);
  features.follow({ wanted: ["shaky"] });
  await vi.waitFor(() => expect(features.state.incomplete).toBe(true));
  broken = false;
  await vi.advanceTimersByTimeAsync(500);
  await vi.waitFor(() => expect(features.state).toMatchObject({ incomplete: false }));
  expect(features.state.parts[0]).toBeDefined();
});

test("a page can tell whether something is on its way, and does not wait for what does not come", async () => {
  let arrive: (m: { part: Part<Page, Slots> }) => void = () => undefined;
  const slow = feature("slow", { load: () => new Promise((resolve) => (arrive = resolve)) });
  const broken = feature("broken", { load: () => Promise.reject(new Error("no network")) });
  const features = new Features<Page, Slots>([slow, broken]);
  expect(features.waiting).toBe(false);
  features.follow({ wanted: ["slow", "broken"] });
  expect(features.waiting).toBe(true);
  await vi.waitFor(() => expect(features.state.incomplete).toBe(true));
  arrive({ part: {} });
  await vi.waitFor(() => expect(features.state.parts[0]).toBeDefined());
  expect(features.waiting).toBe(false);
});

test("the others come one after the other while the page has nothing to do, but for those that only come when wanted", async () => {
  const list = [feature("a"), feature("b", { idles: () => false }), feature("c")];
  const features = new Features<Page, Slots>(list);
  const done = features.rest({ wanted: [] });
  expect(list[0]!.load).not.toHaveBeenCalled();
  await vi.runAllTimersAsync();
  await done;
  expect(list.map((f) => f.load.mock.calls.length)).toEqual([1, 0, 1]);
});

test("words that come while the page turns to another language are in that language", async () => {
  const features = new Features<Page, Slots>([feature("turning")]);
  features.follow({ wanted: ["turning"] });
  await speak("ja");
  await vi.waitFor(() => expect(features.state.parts[0]).toBeDefined());
  expect(shown(features)()).toEqual(["turningの言葉 for Maya"]);
  await speak("en");
});
