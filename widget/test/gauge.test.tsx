import { render } from "preact";
import { expect, test } from "vitest";
import { AdminClient } from "../api/admin";
import { Board } from "../admin/board";
import { Accounts } from "../admin/overview";
import { accounts } from "../dev/fixtures";

test("an account's card tells what its API budget is good for", () => {
  const root = document.createElement("div");
  render(<Accounts board={new Board(new AdminClient())} accounts={accounts} />, root);
  const cards = [...root.querySelectorAll("li.account")];
  expect(cards[0]?.textContent).toContain("118 of 400 API calls this minute: about 54 contacts fit into the rest of it, at 5.2 calls each");
  expect(cards[1]?.textContent).toContain("12,480 of 15,000 API calls in 24 hours: about 614 contacts left today, at 4.1 calls each");
  const meters = cards.map((c) => c.querySelector("meter"));
  expect(meters.map((m) => m?.getAttribute("class"))).toEqual(["good", "warn", undefined]);
  expect(meters[1]?.getAttribute("aria-label")).toBe("API budget of sales");
});
