// Measures what a large value, a long list and an idle page cost the browser: `npm run figures` (after `npm run build`).
import { chromium } from "playwright-core";
import { largeValue, sampleKeys, serve, statisticsOf } from "./stub.js";

const keystrokes = 60;
const stored = largeValue(60_000);
const keys = sampleKeys(10_000).map((key) => ({ ...key, updatedAt: new Date().toISOString() }));
const version = (n) => ({
  id: `v${n}`,
  sequence: String(n).padStart(16, "0"),
  type: "kv.set",
  subject: "big",
  source: "/scalewaypoc/api",
  time: new Date(Date.now() - n * 1000).toISOString(),
  recordedAt: new Date(Date.now() - n * 1000 + 20).toISOString(),
  traceParent: null,
  data: "",
});
const history = `{"items":[${[3, 2, 1].map((n) => JSON.stringify(version(n)).replace('"data":""', `"data":${largeValue(60_000, n)}`)).join(",")}],"nextCursor":null}`;

const server = await serve((_method, path, search) => {
  if (path === "/api/kv") {
    const start = Number(search.get("cursor") ?? 0);
    const end = start + Number(search.get("limit") ?? 50);
    return { body: { items: keys.slice(start, end), nextCursor: end < keys.length ? String(end) : null } };
  }
  if (path.endsWith("/history")) {
    return { body: history };
  }
  if (path === "/api/kv/big") {
    return { body: stored, headers: { ETag: '"1"' } };
  }
  if (path === "/api/status") {
    const dependencies = ["redis", "events", "ingress"].map((name) => ({
      name,
      state: "up",
      milliseconds: 1,
      reason: null,
    }));
    const zero = { waiting: 0, queueDepth: 0, deadLetters: 0, oldestInFlightSeconds: 0 };
    return { body: { dependencies, ...zero, lastSequence: "1", dashboard: null } };
  }
  if (path === "/api/events/statistics") {
    return { body: statisticsOf([], Date.now()) };
  }
  return path === "/api/events" ? { body: { items: [], nextCursor: null } } : undefined;
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });

/** Long tasks of the main thread and keystrokes until the frame after them is painted. */
await page.addInitScript(() => {
  window.tasks = [];
  window.keys = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.tasks.push(entry.duration);
  }).observe({ type: "longtask", buffered: true });
  addEventListener(
    "keydown",
    () => {
      const start = performance.now();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.keys.push(performance.now() - start);
        port2.postMessage(0);
      });
    },
    true,
  );
});

const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)] ?? 0;
const worst = (values) => Math.max(0, ...values);
const report = (name, value, limit, unit = "ms") => {
  const ok = value <= limit;
  process.exitCode ||= ok ? 0 : 1;
  console.log(`${ok ? "ok  " : "FAIL"} ${name}: ${value.toFixed(1)} ${unit} (limit ${limit} ${unit})`);
};

const client = await page.context().newCDPSession(page);
await client.send("Performance.enable");
const mainThread = async () => {
  const { metrics } = await client.send("Performance.getMetrics");
  return 1000 * (metrics.find((metric) => metric.name === "TaskDuration")?.value ?? 0);
};

// The first visit compiles the scripts; what is measured is the value.
await page.goto(`${server.address}/keys`);
await page.waitForSelector(".row");
const before = await mainThread();
await page.evaluate(() => {
  history.pushState(null, "", "/keys/big");
  dispatchEvent(new PopStateEvent("popstate"));
});
await page.waitForSelector(".version");
const field = page.getByLabel("Value");
await field.waitFor();
await page.waitForTimeout(300);
report("Opening a value of 60 kB with three versions, main thread", (await mainThread()) - before, 300);

await field.focus();
await page.evaluate(() => {
  const text = document.querySelector("textarea");
  text.selectionStart = text.selectionEnd = Math.floor(text.value.length / 2);
  window.keys = [];
});
for (let i = 0; i < keystrokes; i++) {
  await page.keyboard.press(i % 2 === 0 ? "1" : "Backspace");
  await page.waitForFunction((count) => window.keys.length > count, i);
}
const typed = await page.evaluate(() => window.keys);
report(`Typing in it, median of ${keystrokes} keystrokes to paint`, median(typed), 50);
report("Typing in it, worst keystroke to paint", worst(typed), 200);

await page.goto(`${server.address}/keys`);
await page.waitForSelector(".row");
while ((await page.getByRole("button", { name: "Show more" }).count()) > 0) {
  await page.getByRole("button", { name: "Show more" }).click();
  await page.waitForTimeout(5);
}
await page.getByText("10,000 keys", { exact: true }).waitFor();
await page.evaluate(() => {
  window.tasks = [];
});
const list = page.locator(".key-scroll");
for (let i = 1; i <= 60; i++) {
  await list.evaluate((element, share) => {
    element.scrollTop = share * element.scrollHeight;
  }, i / 60);
  await page.waitForTimeout(16);
}
report("Scrolling through 10,000 keys, longest task", worst(await page.evaluate(() => window.tasks)), 50);
console.log(`     ${await page.locator(".key-rows li").count()} of 10,000 rows are in the page`);

// What an open page without changes transfers, headers included.
const idleSeconds = 30;
await page.goto(`${server.address}/`);
await page.waitForTimeout(2000);
await client.send("Network.enable");
let transferred = 0;
client.on("Network.loadingFinished", ({ encodedDataLength }) => {
  transferred += encodedDataLength;
});
await page.waitForTimeout(1000 * idleSeconds);
report(`Idle System page, ${idleSeconds} s`, transferred / 1000, 20, "kB");

await browser.close();
server.close();
