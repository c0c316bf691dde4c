import type { Failures } from "../../words/failure";
import { words as shared } from "../../words/ko";
import { words as ringing } from "../ringing/words/ko";
import { words as shell } from "../shell/words/ko";

export const words = { ...shared, ...shell, ...ringing };

export const failures: Failures = {
  unreachable: "서버에 연결할 수 없습니다.",
  busy: "Deskside가 바빠서 저장하지 못했습니다. 다시 시도해 주세요.",
  unavailable: "Deskside가 저장소에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.",
  internal: "서버에 문제가 생겼습니다. 변경된 내용은 없습니다.",
  not_found: "찾을 수 없습니다.",
  forbidden: "이 작업을 할 권한이 없습니다.",
  unauthorized: "먼저 로그인해 주세요.",
  session_expired: "세션이 종료되었습니다. 다시 로그인해 주세요.",
  sign_in_unavailable: "지금은 CRM에서 본인 확인을 할 수 없습니다. 잠시 후 다시 시도해 주세요.",
  sign_in_again: "로그인이 만료되었습니다. 페이지를 새로고침해 다시 로그인해 주세요.",
  not_vouched: "Salesforce에서 본인 확인을 하지 못했습니다. 페이지를 새로고침해 주세요.",
  host_silent: "CRM 페이지가 응답하지 않습니다.",
};

export const server = () => import("../../words/server.ko");
