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
  sign_in_refused: "로그인하지 못했습니다. 페이지를 새로고침한 뒤 다시 시도해 주세요.",
  sign_in_unavailable: "지금은 CRM에서 본인 확인을 할 수 없습니다. 잠시 후 다시 시도해 주세요.",
  sign_in_again: "로그인이 만료되었습니다. 페이지를 새로고침해 다시 로그인해 주세요.",
  not_signed: "Zendesk가 사용자 정보를 알려 주지 않았습니다. 관리자가 서명된 URL을 사용하도록 Deskside 앱을 다시 설치해야 합니다.",
  reload_zendesk: "로그인하지 못했습니다. Zendesk 탭 전체를 새로고침해 주세요. 불러올 때마다 사용자 정보를 새로 알려 줍니다.",
  crm_unavailable: "CRM이 응답하지 않습니다. 잠시 후 다시 시도해 주세요.",
  no_host: "CRM 페이지를 확인하지 못했습니다. CRM 안에서 Deskside를 열어 주세요.",
  not_vouched: "Salesforce에서 본인 확인을 하지 못했습니다. 페이지를 새로고침해 주세요.",
  host_silent: "CRM 페이지가 응답하지 않습니다.",
  host_refused: "CRM 페이지가 거절했습니다. Deskside를 사용할 수 있는지 관리자에게 문의해 주세요.",
};

export const server = () => import("../../words/server.ko");
