import { render } from "preact";
import { Client } from "../api/client";
import { readBoot } from "../boot";
import "../ui/base.css";
import { ContactPage } from "./app";
import "./contact.css";
import { embedding } from "./embedding";
import { Visit } from "./visit";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
const boot = readBoot();
const shell = embedding(boot.origins);
render(<ContactPage visit={new Visit({ client: new Client(), app: boot.app, shell })} shell={shell} />, root);
