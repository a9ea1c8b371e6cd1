// Lighthouse of the built site behind the local edge with the real system, signed in, desktop, the median of three:
// `npm run lighthouse`.
import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { inParallel, largeValue, startSystem, untilRecorded } from "./system.js";

const runs = 3;
const minScore = 95;
const pages = { System: "/", Keys: "/keys", "A key of 60 kB": "/keys/big", Events: "/events" };
const categories = ["performance", "accessibility", "best-practices"];

// The last line that Node.js 20 runs. It is not a package of the site: only this command needs it.
const program = execFileSync("npx", ["--yes", "--package=lighthouse@~12.2.0", "-c", "command -v lighthouse"]);
const lighthouse = createRequire(realpathSync(program.toString().trim()));
const { default: measure, desktopConfig } = await import(pathToFileURL(lighthouse.resolve("lighthouse")));
const puppeteer = lighthouse("puppeteer-core");

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** A tab in which the user has chosen "admin" at the issuer, and the address that leads back to the page. */
async function signedIn(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  await page.locator(".empty .button.primary").click();
  const link = await page.waitForSelector("#admin");
  const answer = await fetch(await link.evaluate((element) => element.href), { redirect: "manual" });
  return { page, back: answer.headers.get("Location") };
}

/** The load that shows the page after the sign-in: with an empty cache, the code redeemed, and all requests of the page. */
async function load(address) {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const { page, back } = await signedIn(browser, address);
    const client = await page.createCDPSession();
    await client.send("Network.clearBrowserCache");
    // What the sign-in has begun is in the tab's storage.
    const flags = { onlyCategories: categories, disableStorageReset: true, logLevel: "error" };
    const { lhr } = await measure(back, flags, desktopConfig, page);
    if (lhr.runtimeError) {
      throw new Error(`${address}: ${lhr.runtimeError.message}`);
    }
    if ((await page.$(".user")) === null || page.url() !== address) {
      throw new Error(`${address} was not measured, but ${page.url()}`);
    }
    return lhr;
  } finally {
    await browser.close();
  }
}

function rowOf(name, reports) {
  const scores = categories.map((category) =>
    median(reports.map((each) => Math.round(100 * each.categories[category].score))),
  );
  const audit = (id) => median(reports.map((each) => each.audits[id].numericValue));
  process.exitCode ||= scores.every((score) => score >= minScore) ? 0 : 1;
  return `| ${name} | ${scores.join(" | ")} | ${(audit("largest-contentful-paint") / 1000).toFixed(1)} s | ${Math.round(audit("total-blocking-time"))} ms | ${audit("cumulative-layout-shift").toFixed(3)} |`;
}

const system = await startSystem("edge");
try {
  const key = (n) => `/api/kv/${["cart", "customer", "order", "session"][n % 4]}:${1000 + Math.floor(n / 4)}`;
  await inParallel(1000, (n) => system.request("PUT", key(n), `{"city":"Paris","visits":${n}}`));
  await inParallel(1000, (n) =>
    system.request("POST", "/api/events", `{"type":"order.placed","subject":"order-${n}","data":{"amount":${n}}}`),
  );
  for (let version = 0; version < 50; version++) {
    await system.request("PUT", "/api/kv/big", largeValue(60_000, version));
  }
  await untilRecorded(system);

  console.log(
    `| page | ${categories.join(" | ")} | largest paint | blocking | layout shift |\n|---|---|---|---|---|---|---|`,
  );
  for (const [name, path] of Object.entries(pages)) {
    const reports = [];
    for (let i = 0; i < runs; i++) {
      reports.push(await load(`${system.site}${path}`));
    }
    console.log(rowOf(name, reports));
  }
} finally {
  await system.stop();
}
