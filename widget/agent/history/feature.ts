import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { Earlier } from "./earlier";
import styles from "./history.css?inline";
import { Lists, OnTicket } from "./list";
import { Timeline } from "./timeline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { idle: Lists, ticket: OnTicket, customer: Earlier, record: Timeline } };
