import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What a ringing call says, in Korean. */
export const words: Translated<typeof english> = {
  "ring.incoming": "{name} 전화",
  "ring.incoming_about": "{name} 전화: {issue}",
  "ring.rings": { other: "걸려 온 전화 {count}건" },
  "ring.also": "함께 걸려 온 전화",
  "ring.more": { other: "걸려 온 전화 {count}건 더: {names}" },
  "ring.waiting": "대기 시간",
  "ring.accept": "받기",
  "ring.accepting": "받는 중…",
  "ring.decline": "거절",
  "ring.queue": "대기열 {queue}",
  "ring.line": "회선 {line}",
  "ring.from": "{app}에서",
  "ring.call": "전화",
  "ring.answered_by_you": "{name} 전화를 다른 창에서 받으셨습니다.",
  "ring.answered_by": "{name} 전화는 {agent}에게 연결되었습니다.",
  "ring.hung_up": "{name} 쪽에서 전화를 끊었습니다.",
  "ring.silence": "벨소리 끄기",
  "ring.silenced": "벨소리가 꺼져 있습니다",
  "ring.sound_off": "소리가 꺼져 있습니다. 클릭하면 켜집니다",
  "ring.notify": "전화가 오면 알림 표시",
  "ring.title": "Deskside",
  "ring.on_a_call": "통화 중",
};
