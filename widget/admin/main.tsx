import { render } from "preact";
import { AdminClient } from "../api/admin";
import { readBoot } from "../boot";
import { keepFocus } from "../ui/focus";
import "../ui/base.css";
import "../ui/own.css";
import "../ui/controls.css";
import "../ui/touch.css";
import "../worklist/worklist.css";
import "./admin.css";
import { speakEnglish } from "./words";
import { Board } from "./board";
import { Admin } from "./entrance";
import { backIn, linkIn, providerIn, SignIn } from "./signin";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
await speakEnglish();
const boot = readBoot();
keepFocus(root);
const link = linkIn(location.hash);
// A link that has been opened stays in no history.
const back = backIn(location.search);
if (back !== undefined) history.replaceState(null, "", location.pathname);
if (link !== "") history.replaceState(null, "", location.pathname + location.search);

const client = new AdminClient();
// The sandbox asks nobody, but who comes by this address wants to be asked.
const asked = location.hash === "#entrance";
const signIn = new SignIn(client, { ...boot, sign_in: asked ? "passphrase" : boot.sign_in, provider: providerIn() }, link, back !== undefined);
const board = new Board(client);
render(<Admin signIn={signIn} board={board} />, root);
if (back !== undefined) void signIn.backFromProvider(back);
else if (boot.sign_in === "sandbox" && !asked) void signIn.sandbox();
