import { render } from "preact";
import { AdminClient } from "../api/admin";
import { readBoot } from "../boot";
import { keepFocus } from "../ui/focus";
import "../ui/base.css";
import "../ui/own.css";
import "../ui/controls.css";
import "../worklist/worklist.css";
import "./admin.css";
import { speakEnglish } from "./words";
import { Board } from "./board";
import { Admin } from "./entrance";
import { linkIn, SignIn } from "./signin";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
await speakEnglish();
const boot = readBoot();
keepFocus(root);
const link = linkIn(location.hash);
// A link that has been opened stays in no history.
if (link !== "") history.replaceState(null, "", location.pathname + location.search);

const client = new AdminClient();
const signIn = new SignIn(client, boot, link);
const board = new Board(client);
render(<Admin signIn={signIn} board={board} />, root);
if (boot.sign_in === "sandbox") void signIn.sandbox();
