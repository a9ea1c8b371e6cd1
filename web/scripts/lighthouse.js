// Lighthouse of the built site with the API in memory, desktop, median of three: `npm run lighthouse` (after `npm run build`).
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { largeValue, sampleEvents, sampleKeys, serve, statisticsOf } from "./stub.js";

// The last line that Node.js 20 runs. It is not a package of the site: only this command needs it.
const lighthouse = "lighthouse@~12.2.0";
const runs = 3;
const minScore = 95;
const pages = { System: "/", Keys: "/keys", "A key of 60 kB": "/keys/big", Events: "/events" };
const categories = ["performance", "accessibility", "best-practices"];

const now = Date.now();
const events = sampleEvents(2000, now);
const keys = sampleKeys(2000).map((key, i) => ({ ...key, updatedAt: new Date(now - i * 60_000).toISOString() }));
const big = largeValue(60_000);
// Fifty versions of 60 kB; a page of the history has at most a mebibyte.
const versions = Array.from({ length: 17 }, (_, i) => ({ ...events[i], type: "kv.set", subject: "big", data: null }));
const historyOf = (limit) =>
  `{"items":[${versions
    .slice(0, limit)
    .map((version, i) => JSON.stringify(version).replace('"data":null', `"data":${largeValue(60_000, i)}`))
    .join(",")}],"nextCursor":"more"}`;

const server = await serve((_method, path, search) => {
  if (path === "/api/status") {
    const up = ["redis", "events", "ingress"].map((name) => ({ name, state: "up", milliseconds: 1, reason: null }));
    return {
      body: {
        dependencies: up,
        waiting: 0,
        queueDepth: 0,
        deadLetters: 0,
        oldestInFlightSeconds: 0,
        lastSequence: "1",
        dashboard: null,
      },
    };
  }
  if (path === "/api/events/statistics") {
    return { body: statisticsOf(events, Date.now()) };
  }
  const limit = Number(search.get("limit") ?? 50);
  if (path === "/api/events") {
    return { body: { items: events.slice(0, limit).map((event) => ({ ...event, data: null })), nextCursor: "more" } };
  }
  if (path === "/api/kv") {
    return { body: { items: keys.slice(0, limit), nextCursor: "more" } };
  }
  if (path === "/api/kv/big") {
    return { body: big, headers: { ETag: '"1"' } };
  }
  if (path === "/api/kv/big/history") {
    return { body: historyOf(limit) };
  }
  return path === "/api/dead-letters" ? { body: { items: [], more: false, covered: ["queue", "table"] } } : undefined;
});

const folder = mkdtempSync(join(tmpdir(), "lighthouse-"));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** In a process of its own, beside this one, which serves the site. */
async function measure(path) {
  const file = join(folder, "report.json");
  const child = spawn(
    "npx",
    [
      "--yes",
      lighthouse,
      `${server.address}${path}`,
      "--preset=desktop",
      `--only-categories=${categories.join(",")}`,
      "--output=json",
      `--output-path=${file}`,
      "--quiet",
      "--chrome-flags=--headless=new --no-sandbox",
    ],
    { stdio: ["ignore", "ignore", "inherit"], env: { CHROME_PATH: "/usr/bin/chromium", ...process.env } },
  );
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== 0) {
    throw new Error(`Lighthouse ended with ${code}`);
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

console.log(
  `| page | ${categories.join(" | ")} | largest paint | blocking | layout shift |\n|---|---|---|---|---|---|---|`,
);
for (const [name, path] of Object.entries(pages)) {
  const reports = [];
  for (let i = 0; i < runs; i++) {
    reports.push(await measure(path));
  }
  const scores = categories.map((category) =>
    median(reports.map((each) => Math.round(100 * each.categories[category].score))),
  );
  const audit = (id) => median(reports.map((each) => each.audits[id].numericValue));
  process.exitCode ||= scores.every((score) => score >= minScore) ? 0 : 1;
  console.log(
    `| ${name} | ${scores.join(" | ")} | ${(audit("largest-contentful-paint") / 1000).toFixed(1)} s | ${Math.round(audit("total-blocking-time"))} ms | ${audit("cumulative-layout-shift").toFixed(3)} |`,
  );
}
rmSync(folder, { recursive: true });
server.close();
