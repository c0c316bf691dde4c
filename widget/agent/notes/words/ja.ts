import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of notes, in Japanese. */
export const words: Translated<typeof english> = {
  "note.label": "メモ",
  "note.private": "社内メモ",
  "note.placeholder": "{ticket}に残す社内メモ",
  "note.hint": "Ctrlまたは⌘ + Enterで保存",
  "note.too_long": "長すぎます。最大{bytes}バイトまでです。",
  "note.save": "メモを保存",
  "note.unsaved": "メモ：{problem}",
  "note.unsaved_about": "{name}のメモ：{problem}",
};
