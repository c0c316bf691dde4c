import { render } from "preact";
import { Client } from "../api/client";
import { sentence } from "../api/failure";
import { readBoot } from "../boot";
import { openHost } from "../hosts/host";
import "../ui/base.css";
import "../ui/held.css";
import "./agent.css";
import { App } from "./app";
import { Desk } from "./desk";
import { Stopped } from "./entrance";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
const boot = readBoot();
document.documentElement.dataset["host"] = boot.host;
document.documentElement.dataset["location"] = boot.location;

try {
  const host = await openHost(boot);
  // In Zendesk's background there is nothing to see: the host alone passes on clicked numbers.
  if (boot.location !== "background") {
    const desk = new Desk({ client: new Client(), host, boot });
    addEventListener("beforeunload", (e) => {
      if (desk.unsaved) e.preventDefault();
    });
    render(<App desk={desk} />, root);
    await desk.start();
  }
} catch (e) {
  render(<Stopped title="Deskside could not start" text={sentence(e)} />, root);
}
