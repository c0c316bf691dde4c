import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of what the agent asks, in Korean. */
export const words: Translated<typeof english> = {
  "asks.title": "상담원의 요청",
  "asks.sent": "답변을 보냈습니다.",
  "asks.over": "이 요청은 끝났습니다: {label}",
  "asks.who": "{agent} 상담원의 요청:",
  "asks.who_photo": "{agent} 상담원의 사진 요청:",
  "asks.who_video": "{agent} 상담원의 동영상 요청:",
  "asks.who_location": "{agent} 상담원의 현재 위치 확인:",
  "asks.who_consent": "{agent} 상담원의 동의 확인:",
  "asks.take_photo": "사진 찍기",
  "asks.pick_photo": "사진 선택",
  "asks.take_video": "동영상 찍기",
  "asks.pick_video": "동영상 선택",
  "asks.up_to": "사진은 {most}장까지",
  "asks.arrived": "최대 {most}장 중 {here}장이 도착했습니다.",
  "asks.locate": "현재 위치 표시",
  "asks.locating": "위치를 확인하고 있습니다…",
  "asks.place": "다음 내용을 보냅니다:",
  "asks.near": "{latitude}, {longitude}(오차 {metres} m)",
  "asks.guarded": "민감한 정보: 답하실 때까지 통화는 녹음되지 않으며, 답변은 {agent} 상담원만 볼 수 있습니다.",
  "asks.until": "{time}까지",
  "asks.send": "보내기",
  "asks.done": "완료",
  "asks.agree": "동의합니다",
  "asks.disagree": "동의하지 않습니다",
  "asks.decline": "입력하지 않기",
};

/** Failures of this feature by their codes. */
export const failures = {
  unknown_ask: "그런 요청이 없습니다.",
  ask_over: "이 요청은 이미 끝났습니다.",
  wrong_answer: "요청한 내용과 다릅니다.",
  no_files: "아직 도착한 파일이 없습니다.",
  enough_files: "더 이상 보내실 수 없습니다.",
  not_its_file: "요청한 내용으로 보낸 파일이 아닙니다.",
  no_such_place: "그런 위치는 없습니다.",
  empty_answer: "답변이 비어 있습니다.",
  answer_too_long: "답변이 너무 깁니다. 2,000바이트 이내로 적어 주세요.",
};
