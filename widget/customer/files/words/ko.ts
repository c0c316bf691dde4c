import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of the customer's files, in Korean. */
export const words: Translated<typeof english> = {
  "files.label": "사진 및 파일",
  "files.send": "사진 보내기",
  "files.drop": "또는 여기에 파일을 끌어다 놓으세요",
  "files.sending_name": "{name} 보내는 중",
  "files.sent_name": "{name} 파일을 보냈습니다.",
  "files.problem_name": "{name}: {problem}",
  "files.dismiss": "{name} 목록에서 지우기",
  "files.arriving": "거의 다 되었습니다…",
  "files.sending": "보내는 중 {percent}%",
  "files.retrying": "아직 보내지 못해 다시 시도하고 있습니다. {problem}",
  "files.sent": "보냄({size})",
  "files.empty": "빈 파일입니다.",
  "files.too_large": "파일이 너무 큽니다. {size}까지 보내실 수 있습니다.",
  "files.wrong_type": "이 형식의 파일은 보내실 수 없습니다. 사진이나 PDF를 보내 주세요.",
};

/** Failures of this feature by their codes. */
export const failures = {
  overtaken: "다른 연결로 파일을 보내고 있습니다.",
  wrong_offset: "이어서 보냅니다.",
  broke_off: "전송이 끊어져 이어서 보냅니다.",
  stalled: "전송이 멈춰 이어서 보냅니다.",
  too_slow: "전송이 끊어져 이어서 보냅니다.",
  empty_file: "빈 파일입니다.",
  file_too_large: "파일이 너무 큽니다.",
  type_not_allowed: "이 형식의 파일은 보내실 수 없습니다.",
  type_mismatch: "파일 내용이 이름과 다릅니다. 원본 파일을 보내 주세요.",
  wrong_file: "요청한 종류의 파일이 아닙니다.",
  storage_full: "지금은 파일을 받을 수 없습니다. 잠시 후 다시 시도해 주세요.",
  longer_than_announced: "파일 크기가 맞지 않습니다. 다시 보내 주세요.",
  other_file: "같은 번호로 다른 파일을 보내고 있습니다.",
  files_too_large: "더 이상 파일을 보내실 수 없습니다.",
  too_many_files: "더 이상 파일을 보내실 수 없습니다.",
  too_many_items: "더 이상 파일을 보내실 수 없습니다.",
  too_many_uploads: "동시에 보내는 파일이 너무 많습니다. 다른 파일이 도착한 뒤 보내 주세요.",
  upload_busy: "앞부분을 받고 있습니다. 잠시만 기다려 주세요.",
};
