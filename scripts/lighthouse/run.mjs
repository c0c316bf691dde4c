// Lighthouse on the pages as the sandbox serves them: mobile preset, each page five times,
// in turns; the median of each category. Fails where a page that agents and customers see
// is below its goal, or a console has an error. Not part of CI: it measures the machine, too.
//
//   make lighthouse [ROUNDS=5]
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const rounds = Number(process.env.ROUNDS ?? 5);
const categories = ["performance", "accessibility", "best-practices"];
const repository = path.join(import.meta.dirname, "../..");
const dir = await mkdtemp(path.join(tmpdir(), "deskside-lighthouse-"));

function run(command, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repository, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject).on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}

/** The sandbox, once it has said where everything is. */
async function sandbox() {
  const binary = path.join(dir, "sandbox");
  await run("go", "build", "-tags=nomsgpack", "-o", binary, "./server/cmd/sandbox");
  const ports = ["deskside", "pages", "zendesk", "salesforce", "twilio"].flatMap((p) => [`-${p}-port`, "0"]);
  const child = spawn(binary, ["-dir", path.join(dir, "var"), "-json", ...ports], { stdio: ["ignore", "pipe", "ignore"] });
  const addresses = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)));
    child.once("error", reject).once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
  return { child, addresses };
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

const { child, addresses } = await sandbox();
const chrome = await launch({ chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromeFlags: ["--headless=new", "--no-sandbox"] });
let failed = false;
try {
  const pages = [
    { name: "contact", url: `${addresses.deskside}/contact?app=shop`, goal: 98 },
    { name: "widget", url: `${addresses.deskside}/widget?user=7001&name=Mia`, goal: 98 },
    { name: "admin", url: addresses.admin, goal: 0 },
    { name: "shop", url: addresses.shop, goal: 0 },
  ].map((page) => ({ ...page, scores: Object.fromEntries(categories.map((c) => [c, []])), errors: new Set(), lacks: new Map() }));
  for (let round = 0; round < rounds; round++) {
    for (const page of pages) {
      const { lhr } = await lighthouse(page.url, { port: chrome.port, onlyCategories: categories, logLevel: "error", output: "json" });
      for (const c of categories) page.scores[c].push(Math.round((lhr.categories[c].score ?? 0) * 100));
      for (const e of lhr.audits["errors-in-console"]?.details?.items ?? []) page.errors.add(`${e.source}: ${e.description} ${e.sourceLocation?.url ?? ""}`);
      for (const c of categories) {
        for (const { id, weight } of lhr.categories[c].auditRefs) {
          const { score, title, displayValue } = lhr.audits[id];
          if (weight > 0 && score !== null && score < 0.9) page.lacks.set(id, `${title} ${displayValue ?? ""}`);
        }
      }
    }
  }
  console.log(["page", ...categories].map((word) => word.padEnd(16)).join(""));
  for (const page of pages) {
    const scores = categories.map((c) => median(page.scores[c]));
    console.log([page.name, ...scores.map((s, n) => `${s} (${page.scores[categories[n]].join(" ")})`)].map((word) => String(word).padEnd(26)).join(""));
    for (const [id, what] of page.lacks) console.log(`  ${id}: ${what}`);
    for (const e of page.errors) console.log(`  console: ${e}`);
    failed ||= page.errors.size > 0 || scores.some((s) => s < page.goal);
  }
} finally {
  chrome.kill();
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("exit", resolve));
  await rm(dir, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(failed ? 1 : 0);
