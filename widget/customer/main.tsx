import { render } from "preact";
import { Client } from "../api/client";
import { readBoot } from "../boot";
import "../ui/base.css";
import { ContactPage } from "./app";
import "./contact.css";
import { embedding } from "./embedding";
import { Visit } from "./visit";
import { speak } from "./words";
import { pick } from "../words/locale";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
const boot = readBoot();
const shell = embedding(boot.origins);
const visit = new Visit({ client: new Client(), app: boot.app, shell });
// The company's page may say which language it speaks; else the customer's browser does.
const language = pick(new URLSearchParams(location.search).get("lang"), ...navigator.languages);
void speak(language).then(() => render(<ContactPage visit={visit} shell={shell} />, root));
