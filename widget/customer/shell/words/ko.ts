import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the contact page's shell says, in Korean. */
export const words: Translated<typeof english> = {
  title: "고객 문의",
  close: "닫기",
  one_moment: "잠시만 기다려 주세요…",
  incomplete: "페이지의 일부를 불러오지 못했습니다. 다시 시도하고 있습니다…",
};

/** Failures by their codes. */
export const failures = {
  unreachable: "서버에 연결할 수 없습니다.",
  busy: "지금은 문의가 많습니다. 다시 시도해 주세요.",
  unavailable: "지금은 이용하실 수 없습니다. 잠시 후 다시 시도해 주세요.",
  internal: "문제가 생겼습니다. 잠시 후 다시 시도해 주세요.",
  not_found: "찾을 수 없습니다.",
  too_large: "한 번에 받을 수 있는 크기를 넘었습니다.",
  forbidden: "이 작업을 하실 수 없습니다.",
  unauthorized: "문의 시간이 만료되었습니다. 다시 문의해 주세요.",
  session_expired: "문의 시간이 만료되었습니다. 다시 문의해 주세요.",
  unknown_app: "이 페이지에서는 문의하실 수 없습니다.",
  origin: "이 페이지에서는 문의하실 수 없습니다.",
  closed: "이 문의는 종료되었습니다.",
  contact_taken: "다시 문의해 주세요.",
};
