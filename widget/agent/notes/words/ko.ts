import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of notes, in Korean. */
export const words: Translated<typeof english> = {
  "note.label": "메모",
  "note.private": "내부 메모",
  "note.placeholder": "{ticket}에 남길 내부 메모",
  "note.hint": "Ctrl 또는 ⌘ + Enter로 저장",
  "note.too_long": "너무 깁니다. 최대 {bytes}바이트까지 가능합니다.",
  "note.save": "메모 저장",
  "note.unsaved": "메모: {problem}",
  "note.unsaved_about": "{name}에 대한 메모: {problem}",
};
