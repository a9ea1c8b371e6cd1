// Renews ../docs/screenshots from the built site and the stub: `npm run screenshots` (after `npm run build`).
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";
import { sampleEvents, sampleKeys, serve, statisticsOf, unavailable } from "./stub.js";
import { signInConfig } from "./stubIssuer.js";

const folder = new URL("../../docs/screenshots/", import.meta.url).pathname;
const now = Date.now();
const events = sampleEvents(150, now);
const keys = sampleKeys(120).map((key, i) => ({ ...key, updatedAt: new Date(now - i * 60_000).toISOString() }));
const value = '{"name":"Ada","city":"Paris","visits":400,"tags":["vip","eu"]}';

const dependency = (name, milliseconds) => ({ name, state: "up", milliseconds, reason: null });
const failed = (name) => ({ name, state: "down", milliseconds: 3000, reason: "timeout" });
const letters = [
  {
    id: "1",
    kept: "queue",
    receivedAt: new Date(now - 200_000).toISOString(),
    deliveries: 4,
    reason: "The message is not JSON.",
    body: "not an event",
  },
];

/** What differs from a healthy system in each picture. */
const scenes = {
  system: {},
  keys: { path: "/keys" },
  key: { path: "/keys/customer:1042" },
  events: { path: "/events", open: "details.event summary" },
  "consumer-stopped": { delay: 125, queue: 41 },
  "redis-unreachable": { down: ["redis"] },
  "queue-unreachable": { down: ["ingress"], outbox: 41, delay: 48 },
  "log-unreachable": { down: ["events"], delay: 48, queue: 41 },
  "api-unreachable": { down: ["api"] },
  "keys-redis-unreachable": { path: "/keys/customer:1042", down: ["redis"] },
  empty: { path: "/events", empty: true },
  discard: { open: "button.danger", isDialog: true },
  "sign-in": { isSignedOut: true },
  "key-reader": { path: "/keys/customer:1042", user: "reader", scope: "openid read" },
  expired: { path: "/events", user: "writer", scope: "openid read write", expires: true },
};

let scene = {};

function statusOf({ down = [], delay = 0, queue = 0, outbox = 0 }) {
  const times = { redis: 0.6, events: 2.1, ingress: 3.4 };
  return {
    dependencies: Object.entries(times).map(([name, time]) =>
      down.includes(name) ? failed(name) : dependency(name, time),
    ),
    waiting: down.includes("redis") ? null : outbox,
    lastSequence: down.includes("redis") ? null : "0000000000000150",
    queueDepth: down.includes("ingress") ? null : queue,
    deadLetters: down.includes("ingress") ? null : letters.length,
    oldestInFlightSeconds: down.includes("redis") ? null : delay,
    dashboard: "http://localhost:15000",
  };
}

/** With `user`, the scene is seen after a sign-in; with `isOver`, its tokens have expired meanwhile. */
function siteOf(origin) {
  const { user, scope, isSignedOut, isOver } = scene;
  const grant = isOver ? undefined : { user, scope };
  return user || isSignedOut ? { ...signInConfig(origin), grant } : { api: "http://localhost:5180" };
}

const server = await serve((method, path) => {
  const { down = [], empty = false, isOver = false } = scene;
  if (isOver) {
    return { status: 401, body: { type: "/api/problems/unauthorized", status: 401, detail: "The token has expired." } };
  }
  if (down.includes("api")) {
    return { status: 502, headers: { "Content-Type": "text/html" }, body: "<h1>Bad Gateway</h1>" };
  }
  if (path === "/api/status") {
    return { body: statusOf(scene) };
  }
  if (path.startsWith("/api/kv") && !path.endsWith("/history")) {
    if (down.includes("redis")) {
      return unavailable("redis");
    }
    return path === "/api/kv"
      ? { body: { items: empty ? [] : keys, nextCursor: null } }
      : { body: value, headers: { ETag: '"0000000000000116"' } };
  }
  if (path === "/api/events/statistics") {
    return down.includes("events") ? unavailable("events") : { body: statisticsOf(empty ? [] : events, Date.now()) };
  }
  if (path.endsWith("/history") || path === "/api/events") {
    if (down.includes("events")) {
      return unavailable("events");
    }
    const items =
      path === "/api/events" ? events.slice(0, 20) : events.filter((event) => event.type === "kv.set").slice(0, 4);
    return { body: { items: empty ? [] : items, nextCursor: null } };
  }
  if (path === "/api/dead-letters" && method === "GET") {
    return { body: { items: letters, more: false, covered: ["queue", "table"] } };
  }
  return undefined;
}, siteOf);

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const [width, height, device] of [
  [1280, 900, "desktop"],
  [360, 740, "phone"],
]) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      baseURL: server.address,
      bypassCSP: true,
    });
    for (const [name, each] of Object.entries(scenes)) {
      scene = each;
      const page = await context.newPage();
      await page.goto(each.path ?? "/");
      // The first answers and, on the System page, the charts they lead to.
      await page.locator("h1").first().waitFor();
      await page.waitForTimeout(700);
      if (each.user) {
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByRole("button", { name: "Sign out" }).waitFor();
        await page.waitForTimeout(700);
      }
      if (each.expires) {
        scene = { ...each, isOver: true };
        await page.getByText("Your session has expired").waitFor();
      }
      if (each.open) {
        await page.locator(each.open).first().click();
        await page.waitForTimeout(200);
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) {
        console.error(`${name} is ${overflow} px too wide at ${width} px`);
        process.exitCode = 1;
      }
      // A picture of the whole page has its bottom bar at its bottom.
      await page.addStyleTag({
        content:
          "@media(max-width:640px){body{position:relative}.top{position:static!important}nav{position:absolute!important}}",
      });
      await page.screenshot({ path: `${folder}${name}-${colorScheme}-${device}.png`, fullPage: !each.isDialog });
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
server.close();
