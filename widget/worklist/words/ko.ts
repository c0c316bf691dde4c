import type { Translated } from "../../words/catalogue";
import type { words as english } from "./en";

/** What is said of writes that stand still, in Korean. */
export const words: Translated<typeof english> = {
  "choice.all": "이 문의의 기록은 모두 선택한 {ticket}에 들어갑니다.",
  "choice.all_and_pointer": "이 문의의 기록은 모두 선택한 {ticket}에 들어갑니다. {ticket} {number}에 있는 기록도 옮겨지며, 그곳에는 안내가 남습니다.",
  "choice.all_and_maybe_pointer": "이 문의의 기록은 모두 선택한 {ticket}에 들어갑니다. {ticket} {number}에 있는 기록도 옮겨지며, 아직 쓸 수 있으면 그곳에 안내가 남습니다.",
  "choice.candidates": "후보",
  "choice.new": "새 {ticket}",
  "choice.new_for": "{name} 님의 새 {ticket}",
  "choice.number": "{ticket} 번호",
  "choice.use": "사용",
  "held.label": "{what}: 처리 방법",
  "held.look": "기록될 내용 보기",
  "held.retry": "다시 시도",
  "held.retrying": "다시 시도하는 중…",
  "held.elsewhere": "다른 {ticket}에 보내기",
  "held.drop": "제외",
  "drop.label": "기록에서 제외",
  "drop.why": "기록하지 않는 이유를 입력해 주세요. 이유는 이력에 남습니다.",
  "drop.drop": "기록에서 제외",
  "drop.dropping": "제외하는 중…",
  "drop.keep": "그대로 두기",
  "preview.moved": "다른 {ticket}에 새로 기록되었습니다. 내용은 새 기록에 있습니다.",
  "preview.again": "다시 보기",
  "preview.fetching": "내용을 가져오는 중…",
  "preview.text": "기록될 내용",
  "preview.for": "{ticket} {number}에 기록될 내용:",
  "preview.for_none": "곧 정해질 {ticket}에 기록될 내용:",
  "preview.keep": "내용을 파일로 저장",
  "file.download_name": "{name} 다운로드",
};
