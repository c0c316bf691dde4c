import { render } from "preact";
import { Client } from "../api/client";
import { readBoot } from "../boot";
import { openHost, type HostContext } from "../hosts/host";
import { t } from "../words/catalogue";
import { speak } from "../words/speak";
import { sentence } from "../words/failure";
import { pick } from "../words/locale";
import "../ui/base.css";
import "../ui/held.css";
import "./agent.css";
import "./themes.css";
import { App } from "./app";
import { Desk } from "./desk";
import { Stopped } from "./entrance";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
const boot = readBoot();
const page = document.documentElement;
page.dataset["host"] = boot.host;
page.dataset["location"] = boot.location;

// The host may know better; until it has said so, the language is the address's or the browser's.
const wish = new URLSearchParams(location.search).get("lang");
const guess = pick(wish, ...navigator.languages);

const speaking = speak(guess);

// No top-level await: a host's chunk imports this one, and would wait for it for ever.
async function start(root: HTMLElement): Promise<void> {
  try {
    const [host] = await Promise.all([openHost(boot), speaking]);
    const paint = (c: HostContext) => {
      if (c.scheme === undefined) delete page.dataset["scheme"];
      else page.dataset["scheme"] = c.scheme;
    };
    host.onContextChange(paint);
    void host.context().then(paint);
    // In Zendesk's background there is nothing to see: the host alone passes on clicked numbers.
    if (boot.location !== "background") {
      const told = pick(wish, host.locale, ...navigator.languages);
      if (told !== guess) await speak(told);
      const desk = new Desk({ client: new Client(), host, boot });
      addEventListener("beforeunload", (e) => {
        if (desk.atRisk) e.preventDefault();
      });
      render(<App desk={desk} />, root);
      await desk.start();
    }
  } catch (e) {
    await speaking.catch(() => undefined); // without words, at least its name
    render(<Stopped title={t("entrance.failed")} text={sentence(e)} />, root);
  }
}

void start(root);
