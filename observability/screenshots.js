// Takes the pictures of docs/observability.md: starts the AppHost, writes a key a few times, and opens the Aspire dashboard
// in Chromium. `npm run screenshots`; CHROMIUM is the browser's path.
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startSystem } from "../web/scripts/system.js";

const pictures = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));

const system = await startSystem("edge");
let browser;
try {
  for (let i = 1; i <= 40; i++) {
    await system.request("PUT", "/api/kv/greeting", JSON.stringify({ text: `hello ${i}` }));
    await setTimeout(250);
  }
  // The services export metrics and the spans of Redis every ten seconds.
  await setTimeout(20_000);

  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 810 } });
  const take = async (name) => {
    await setTimeout(3000);
    await page.screenshot({ path: `${pictures}aspire-${name}.png` });
  };

  await page.goto(`${system.dashboard}/?view=Graph`);
  await page.locator("svg.resource-graph, .resource-graph svg").first().waitFor();
  // All resources fit when it is smaller.
  await page.mouse.move(750, 430);
  await page.mouse.wheel(0, 200);
  await take("graph");

  await page.goto(`${system.dashboard}/traces`);
  await page.getByText("PUT /api/kv/{key}").last().click();
  await page.waitForURL("**/traces/detail/**");
  await take("trace");

  await page.goto(`${system.dashboard}/metrics/resource/consumer?meter=ScalewayPoc&instrument=scalewaypoc.event.latency`);
  await page.locator(".js-plotly-plot").first().waitFor();
  await take("metrics");
} finally {
  await browser?.close();
  await system.stop();
}
