import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import styles from "./ticket.css?inline";
import { TicketCard } from "./ticket";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { card: TicketCard } };
