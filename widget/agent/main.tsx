import { render } from "preact";
import { Client } from "../api/client";
import type { Failure } from "../api/failure";
import { readBoot } from "../boot";
import type { HostContext } from "../hosts/host";
import { openHost } from "../hosts/open";
import { Features, wear } from "../ui/features";
import { keepFocus } from "../ui/focus";
import { learn, speak } from "../words/catalogue";
import { sentence } from "../words/failure";
import { interactionWords } from "../words/interaction";
import { pick } from "../words/locale";
import "../ui/base.css";
import "./shell/shell.css";
import "./shell/themes.css";
import { features } from "./features";
import { firstWords } from "./languages/source";
import { App } from "./shell/app";
import { Stopped, Waiting } from "./shell/entrance";
import { t } from "./shell/words";
import { Workspace } from "./shell/workspace";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no root.");
const boot = readBoot();
const page = document.documentElement;
page.dataset["host"] = boot.host;
page.dataset["location"] = boot.location;
keepFocus(root);

// The host may know better; until it has said so, the language is the address's or the browser's.
const wish = new URLSearchParams(location.search).get("lang");
const guess = pick(wish, ...navigator.languages);

const speaking = speak(guess, firstWords);

// No top-level await: a host's chunk imports this one, and would wait for it for ever.
async function start(root: HTMLElement): Promise<void> {
  try {
    const silent = (why: Failure) => void speaking.then(() => render(<Waiting problem={sentence(why)} />, root));
    const [host] = await Promise.all([openHost(boot, silent), speaking]);
    if (host.styles !== undefined) wear(host.styles);
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
      const workspace = new Workspace({ client: new Client(), host, boot });
      addEventListener("beforeunload", (e) => {
        if (workspace.atRisk) e.preventDefault();
      });
      render(<App workspace={workspace} features={new Features(features, interactionWords)} />, root);
      await workspace.start();
    }
  } catch (e) {
    await speaking.then(learn).catch(() => undefined); // without words, at least its name
    render(<Stopped title={t("entrance.failed")} text={sentence(e)} />, root);
  }
}

void start(root);
