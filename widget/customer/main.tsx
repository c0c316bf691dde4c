import { render } from "preact";
import { Client } from "../api/client";
import { readBoot } from "../boot";
import { Features } from "../ui/features";
import { pick } from "../words/locale";
import "../ui/base.css";
import "../ui/own.css";
import "../ui/controls.css";
import "./shell/shell.css";
import { features, joining } from "./features";
import { ContactPage } from "./shell/app";
import { embedding } from "./shell/embedding";
import { speakToCustomer } from "./shell/language";
import { Visit } from "./shell/visit";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
const boot = readBoot();
// A company's developers are told what is wrong; that holds up no customer.
const around = embedding(boot, window, (issues) => void import("./mistakes/mistakes").then(({ tellMistakes }) => tellMistakes(issues, boot.language ?? "en"), () => undefined));
const visit = new Visit({ client: new Client(), app: boot.app, embedding: around });
// The company's page may say which language it speaks; else the customer's browser does.
const language = pick(new URLSearchParams(location.search).get("lang"), ...navigator.languages);
void speakToCustomer(language).then(() => render(<ContactPage visit={visit} embedding={around} features={new Features(boot.join ? joining : features)} />, root));
