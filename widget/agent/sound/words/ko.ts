import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of microphone and speaker, in Korean. */
export const words: Translated<typeof english> = {
  "sound.set_up": "마이크와 스피커",
  "sound.microphone": "마이크",
  "sound.speaker": "스피커",
  "sound.usual": "시스템 설정",
  "sound.level": "마이크 음량",
  "sound.hint": "말해 보세요. 들리면 막대가 움직입니다.",
  "sound.try": "테스트음 재생",
  "sound.done": "완료",
  "sound.allow": "마이크 허용",
  "sound.unasked": "아직 마이크 사용이 허용되지 않았습니다. 첫 통화에 대비해 지금 허용하세요.",
  "sound.refused": "브라우저에서 마이크를 허용하지 않아 여기에서는 전화를 받을 수 없습니다. 주소창 옆에서 이 사이트에 허용한 뒤 페이지를 새로 고치세요.",
  "sound.missing": "마이크가 없어 여기에서는 전화를 받을 수 없습니다. 헤드셋을 연결하면 이 안내가 사라집니다.",
  "sound.busy": "마이크가 응답하지 않습니다. 다른 프로그램이 사용 중일 수 있습니다. 그 프로그램을 닫거나 다른 마이크를 선택하세요.",
};
