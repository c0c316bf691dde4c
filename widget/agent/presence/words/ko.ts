import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of the agent's own presence, in Korean. */
export const words: Translated<typeof english> = {
  "live.connecting": "연결하는 중…",
  "live.live": "대기 중",
  "live.reconnecting": "다시 연결하는 중…",
  "live.signed_out": "로그아웃됨",
  "status.yours": "현재 상태:",
  "status.choose": "상태",
  "status.after": "이 상담 후",
  "status.sign_out": "로그아웃",
  "status.then": "이후: {status}",
  "status.away": "자리 비움",
  "status.away_because": "자리 비움 · {reason}",
  "status.unreachable": "수신 불가: 탭이 멈춰 있었습니다",
  "status.on_a_call": "통화 중입니다",
  "status.ready": "대기 중입니다. 전화가 오면 여기에 표시됩니다",
  "status.disconnected": "연결이 복구되면 전화가 다시 여기에 표시됩니다.",
  "status.calls_elsewhere": "자리 비움 상태입니다. 전화는 다른 상담원에게 연결됩니다",
  "missed.title": { other: "받지 못한 전화 {count}건" },
  "missed.away": "자리를 비우셨습니다",
  "missed.away_because": "자리를 비우셨습니다({reason})",
  "missed.busy": "다른 통화 중이셨습니다",
  "missed.wrap_up": "후처리 중이셨습니다",
  "missed.turn_over": "응답이 없어 다른 상담원에게 넘어갔습니다",
  "missed.tab_frozen": "브라우저가 이 탭을 멈춰 두었습니다",
  "missed.not_connected": "연결된 위젯이 없었습니다",
  "missed.declined": "거절하셨습니다",
  "missed.taken": "{agent}에게 먼저 연결되었습니다",
  "missed.expired": "전화가 울렸지만 아무도 받지 않았습니다",
  "missed.told": "{who} 전화가 울리지 않았습니다: {why}",
};
