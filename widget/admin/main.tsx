import { render } from "preact";
import { Client } from "../api/client";
import { readBoot } from "../boot";
import "../ui/base.css";
import "../ui/held.css";
import "./admin.css";
import { speak } from "../words/catalogue";
import { AdminPage } from "./app";
import { Board } from "./board";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
await speak("en"); // an operator's page: English alone
const boot = readBoot();
const board = new Board(new Client(), boot.account);
render(<AdminPage board={board} />, root);
if (boot.sign_in === "sandbox") void board.run();
else board.refuse();
