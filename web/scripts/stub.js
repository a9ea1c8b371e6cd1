// The built site and an API in memory, for pictures and figures that are the same each time and need no other server.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { answerAsIssuer } from "./stubIssuer.js";

const dist = new URL("../dist/", import.meta.url).pathname;
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

const sequence = (n) => String(n).padStart(16, "0");
const iso = (time) => new Date(time).toISOString();
const traceParent = (n) => `00-${String(n).padStart(32, "4bf92f35")}-00f067aa0ba902b7-01`;

/** `count` events until now, some of them slow; every fifth is a write of the key "customer:1042". */
export function sampleEvents(count, now) {
  return Array.from({ length: count }, (_, i) => {
    const age = i * 4000 * (1 + Math.sin(i / 9) / 2);
    const latency = i % 17 === 3 ? 900 + i * 7 : 18 + ((i * 37) % 60);
    const isWrite = i % 5 === 0;
    return {
      id: `0199c0de-${sequence(count - i).slice(4)}`,
      sequence: sequence(count - i),
      type: isWrite ? "kv.set" : ["order.placed", "order.paid", "order.shipped"][i % 3],
      subject: isWrite ? "customer:1042" : `order-${1200 - i}`,
      source: "/scalewaypoc/api",
      time: iso(now - age),
      recordedAt: iso(now - age + latency),
      traceParent: traceParent(i),
      data: isWrite
        ? { name: "Ada", city: "Paris", visits: 400 - i, tags: ["vip", "eu"] }
        : { amount: 42 + i, currency: "EUR" },
    };
  });
}

/** Statistics of the events as the API computes them. */
export function statisticsOf(events, now) {
  const length = 10_000;
  const to = (Math.floor(now / length) + 1) * length;
  const from = to - 60 * length;
  const latencies = Array.from({ length: 60 }, () => []);
  for (const event of events) {
    const time = Date.parse(event.time);
    latencies[Math.floor((time - from) / length)]?.push(Date.parse(event.recordedAt) - time);
  }
  const at = (values, share) => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
  const percentiles = (values) =>
    values.length > 0 ? { p50: at(values, 0.5), p95: at(values, 0.95), p99: at(values, 0.99) } : null;
  const types = [...new Set(events.map((event) => event.type))];
  return {
    from: iso(from),
    to: iso(to),
    count: latencies.flat().length,
    latency: percentiles(latencies.flat()),
    intervalSeconds: 10,
    intervals: latencies.map((values) => values.length),
    intervalLatencies: latencies.map(percentiles),
    types: types.map((type) => ({ type, count: events.filter((event) => event.type === type).length })),
  };
}

export const sampleKeys = (count) =>
  Array.from({ length: count }, (_, i) => {
    const [group, item] = [["cart", "customer", "order", "session"][i % 4], 1000 + Math.floor(i / 4)];
    return { key: `${group}:${item}`, etag: `"${sequence(i + 1)}"`, sequence: sequence(i + 1) };
  }).sort((a, b) => (a.key < b.key ? -1 : 1));

/**
 * `api(method, path, search, body)` returns { status?, body, headers? } or undefined for 404. `siteOf(origin)` is the site's
 * configuration, without an issuer that without a sign-in; its member `grant` is what the stub's issuer gives.
 */
export async function serve(api, siteOf = () => ({})) {
  let origin = "";
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const isAnswered = /^\/(api|issuer)\/|^\/config\.json$/.test(url.pathname);
    if (!isAnswered) {
      const name = extname(url.pathname) ? url.pathname : "index.html";
      response.writeHead(200, { "Content-Type": types[extname(name)] ?? "text/plain" });
      response.end(await readFile(join(dist, name)));
      return;
    }
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks).toString();
    const { grant, ...config } = siteOf(origin);
    const answer =
      url.pathname === "/config.json"
        ? { body: config }
        : url.pathname.startsWith("/issuer/")
          ? answerAsIssuer(url, body, origin, grant)
          : (api(request.method, url.pathname, url.searchParams, body) ?? missing);
    response.writeHead(answer.status ?? 200, { "Content-Type": "application/json", ...answer.headers });
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  return { address: origin, close: () => server.close() };
}

const missing = { status: 404, body: { type: "/api/problems/not-found", title: "Not found", status: 404 } };

export const unavailable = (name) => ({
  status: 503,
  headers: { "Retry-After": "30" },
  body: {
    type: "/api/problems/unavailable",
    status: 503,
    detail: `'${name}' is not available.`,
    traceId: "4bf92f3577b34da6",
  },
});
