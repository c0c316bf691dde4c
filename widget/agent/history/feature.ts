import { controls } from "../../ui/controls";
import touch from "../../ui/touch.css?inline";
import type { Part } from "../shell/slots";
import { Earlier } from "./earlier";
import styles from "./history.css?inline";
import { Lists, OnTicket } from "./list";
import { Timeline } from "./timeline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, touch, styles], views: { idle: Lists, ticket: OnTicket, customer: Earlier, record: Timeline } };
