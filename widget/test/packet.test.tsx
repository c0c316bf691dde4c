import { render } from "preact";
import { beforeEach, expect, test } from "vitest";
import { ringing } from "../dev/fixtures";
import { PacketFields } from "../agent/packet/fields";
import { Headlines } from "../agent/shell/packet";

const root = document.createElement("div");
beforeEach(() => {
  render(null, root);
  document.body.replaceChildren(root);
});

const hostile = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u202Egpj.exe", "مرحبا 🙂", "a\u0000b"];

test("customer text is text: no element of theirs comes into being", () => {
  const packet = { trust: "unsigned" as const, signed: [], unsigned: hostile.map((value) => ({ key: value, label: value, value, type: "text" as const })) };
  render(<PacketFields packet={packet} />, root);
  expect(root.querySelector("script, img")).toBeNull();
  const shown = [...root.querySelectorAll("dd")];
  expect(shown.map((e) => e.textContent)).toEqual(hostile);
  expect(shown.every((e) => e.getAttribute("dir") === "auto")).toBe(true);
});

test("signed facts stand apart from hearsay", () => {
  render(<PacketFields packet={ringing().packet} />, root);
  const [signed, unsigned] = root.querySelectorAll("section");
  expect(signed?.querySelector("h3")?.textContent).toContain("Signed by your company");
  expect(unsigned?.querySelector("h3")?.textContent).toContain("not verified");
  expect(signed?.textContent).toContain("A-10492");
  expect(signed?.textContent).not.toContain("iPhone");
});

test("a rejected signature says why", () => {
  render(<PacketFields packet={{ ...ringing().packet, trust: "rejected", problem: "It has expired.", signed: [] }} />, root);
  expect(root.textContent).toContain("The signature was rejected: It has expired.");
});

test("only a signed web address can be clicked", () => {
  const url = (value: string) => ({ key: "u", label: "U", value, type: "url" as const });
  render(<PacketFields packet={{ trust: "signed", signed: [url("https://shop.example.com/1"), url("javascript:alert(1)")], unsigned: [url("https://evil.example.com/")] }} />, root);
  expect([...root.querySelectorAll("a")].map((a) => a.getAttribute("href"))).toEqual(["https://shop.example.com/1"]);
});

test("each headline says how far it can be trusted", () => {
  render(<Headlines i={{ ...ringing(), issue_path: ["My order", "Damaged item"] }} />, root);
  const lines = [...root.querySelectorAll("dl > div")].map((e) => e.textContent);
  expect(lines).toContain("IssueMy order › Damaged item");
  expect(lines).toContain("OrderA-10492 signed");
  expect(lines).toContain("DeviceiPhone, iOS 17.5, Safari 17 not verified");
});
