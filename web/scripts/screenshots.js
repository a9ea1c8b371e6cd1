// Renews ../docs/screenshots from the built site and the stub: `npm run screenshots` (after `npm run build`).
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";
import { sampleEvents, sampleKeys, serve, statisticsOf, unavailable } from "./stub.js";
import { signInConfig } from "./stubIssuer.js";

const folder = new URL("../../docs/screenshots/", import.meta.url).pathname;
const value = '{"name":"Ada","city":"Paris","visits":400,"tags":["vip","eu"]}';
const changedValue = value.replace("400", "401");

/** Times are relative to when a page is opened. */
const since = (milliseconds) => new Date(Date.now() - milliseconds).toISOString();
const events = () => sampleEvents(150, Date.now());
const keys = () => sampleKeys(120).map((key, i) => ({ ...key, updatedAt: since(i * 60_000) }));
const letters = () => [
  {
    id: "1",
    kept: "queue",
    receivedAt: since(200_000),
    deliveries: 4,
    reason: "the body is not JSON of at most 65 levels: line 1, byte 2",
    body: "not an event",
  },
];

const dependency = (name, milliseconds) => ({ name, state: "up", milliseconds, reason: null });
const failed = (name) => ({ name, state: "down", milliseconds: 3000, reason: "timeout" });

const click = (selector) => async (page) => {
  await page.locator(selector).first().click();
  await page.waitForTimeout(200);
};

/** A value that another client changes during an edit. */
async function editConcurrently(page) {
  await page.getByLabel("Value", { exact: true }).fill(value.replace("Paris", "Milan"));
  scene = { ...scene, isChanged: true };
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Current (−) vs yours (+)").waitFor();
}

/** The tokens of the session expire, and the issuer renews them no more. */
async function expire(page) {
  scene = { ...scene, isOver: true };
  await page.getByText("Your session has expired").waitFor();
}

async function disconnect(page) {
  await page.context().setOffline(true);
  await page.getByText("Can't reach the server").waitFor();
}

/** What differs from a healthy system that an administrator looks at; `act` is done before the picture is taken. */
const scenes = {
  system: {},
  keys: { path: "/keys" },
  key: { path: "/keys/customer:1042" },
  events: { path: "/events", act: click("details.event summary") },
  empty: { path: "/events", isEmpty: true },
  "key-reader": { path: "/keys/customer:1042", user: "reader", scope: "openid read" },
  "sign-in": { user: undefined },
  discard: { act: click("button.danger"), isDialog: true },
  conflict: { path: "/keys/customer:1042", act: editConcurrently },
  "not-found": { path: "/nowhere" },
  "consumer-stopped": { delay: 125, queue: 41 },
  "redis-unreachable": { down: ["redis"] },
  "keys-redis-unreachable": { path: "/keys/customer:1042", down: ["redis"] },
  "queue-unreachable": { down: ["ingress"], outbox: 41, delay: 48 },
  "log-unreachable": { down: ["events"], delay: 48, queue: 41 },
  "api-unreachable": { down: ["api"] },
  offline: { path: "/keys/customer:1042", act: disconnect },
  expired: { path: "/events", user: "writer", scope: "openid read write", act: expire },
};
const healthy = { path: "/", user: "admin", scope: "openid read write admin", down: [] };

let scene = healthy;

function statusOf({ down, delay = 0, queue = 0, outbox = 0 }) {
  const times = { redis: 0.6, events: 2.1, ingress: 3.4 };
  return {
    dependencies: Object.entries(times).map(([name, time]) =>
      down.includes(name) ? failed(name) : dependency(name, time),
    ),
    waiting: down.includes("redis") ? null : outbox,
    lastSequence: down.includes("redis") ? null : "0000000000000150",
    queueDepth: down.includes("ingress") ? null : queue,
    deadLetters: down.includes("ingress") ? null : letters().length,
    oldestInFlightSeconds: down.includes("redis") ? null : delay,
    dashboard: "http://localhost:15000",
  };
}

/** The sign-in of the scene's user, without a click; the issuer does not renew a session that is over. */
function siteOf(origin) {
  const { user, scope, isOver } = scene;
  return { ...signInConfig(origin), api: "http://localhost:5180", grant: isOver ? undefined : { user, scope } };
}

const server = await serve((method, path) => {
  const { down, isEmpty, isOver, isChanged } = scene;
  if (isOver) {
    return { status: 401, body: { type: "/api/problems/unauthorized", status: 401, detail: "The token has expired." } };
  }
  if (isChanged && method === "PUT") {
    return { status: 412, body: { type: "/api/problems/precondition-failed", status: 412 } };
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
      ? { body: { items: isEmpty ? [] : keys(), nextCursor: null, total: isEmpty ? 0 : keys().length } }
      : { body: isChanged ? changedValue : value, headers: { ETag: `"00000000000001${isChanged ? "17" : "16"}"` } };
  }
  if (path === "/api/events/statistics") {
    return down.includes("events")
      ? unavailable("events")
      : { body: statisticsOf(isEmpty ? [] : events(), Date.now()) };
  }
  if (path.endsWith("/history") || path === "/api/events") {
    if (down.includes("events")) {
      return unavailable("events");
    }
    const items =
      path === "/api/events"
        ? events().slice(0, 20)
        : events()
            .filter((event) => event.type === "kv.set")
            .slice(0, 4);
    return { body: { items: isEmpty ? [] : items, nextCursor: null } };
  }
  if (path === "/api/dead-letters" && method === "GET") {
    return { body: { items: letters(), more: false, covered: ["queue", "table"] } };
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
    for (const [name, differences] of Object.entries(scenes)) {
      scene = { ...healthy, ...differences };
      const page = await context.newPage();
      if (scene.user) {
        // A tab that was signed in signs in again.
        await page.addInitScript(() => sessionStorage.setItem("signed-in", "yes"));
      }
      await page.goto(scene.path);
      await page.getByRole("button", { name: scene.user ? "Sign out" : "Sign in" }).waitFor();
      // The first answers and, on the System page, the charts they lead to.
      await page.waitForTimeout(700);
      await scene.act?.(page);
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
      await page.screenshot({ path: `${folder}${name}-${colorScheme}-${device}.png`, fullPage: !scene.isDialog });
      await context.setOffline(false);
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
server.close();
