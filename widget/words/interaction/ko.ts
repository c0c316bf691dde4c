import type { Translated } from "../catalogue";
import type { words as english } from "./en";

/** What is said of interactions and tickets wherever they are shown, in Korean. */
export const words: Translated<typeof english> = {
  "crm.zendesk": "Zendesk",
  "crm.salesforce": "Salesforce",
  "ticket.word": "{ticket}",
  "state.starting": "시작하는 중",
  "state.ringing": "전화 울림",
  "state.waiting": "대기 중",
  "state.claimed": "받는 중",
  "state.dialling": "거는 중",
  "state.connected": "통화 중",
  "state.wrap_up": "후처리",
  "state.message": "메시지",
  "outcome.answered": "응답함",
  "outcome.abandoned": "응답 전 끊김",
  "outcome.closed": "영업시간 외",
  "outcome.voicemail": "음성 메시지",
  "outcome.no-answer": "응답 없음",
  "outcome.busy": "통화 중",
  "outcome.failed": "연결 실패",
  "outcome.cancelled": "취소됨",
  "outcome.ended": "종료됨",
  "status.break": "휴식",
  "status.lunch": "점심",
  "status.meeting": "회의",
  "file.download": "다운로드",
  "file.fetching": "가져오는 중…",
  "time.on_day": "{day} {time}",
};
