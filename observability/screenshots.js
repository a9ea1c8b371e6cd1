// Takes the pictures of docs/observability.md: starts the AppHost, writes a key a few times, and opens the Aspire dashboard
// in Chromium. `npm run screenshots`; CHROMIUM is the browser's path.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const pictures = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
const ports = await Promise.all([...Array(5)].map(freePort));
const [api, consumer, dashboard, telemetry, resources] = ports.map((port) => `http://localhost:${port}`);
const data = await mkdtemp(join(tmpdir(), "observability-"));
const host = spawn(
  "dotnet",
  [
    ...["run", "--project", fileURLToPath(new URL("../ScalewayPoc.AppHost", import.meta.url)), "--"],
    ...["--Services=embedded", "--Web=none", `--Data=${data}`],
    ...[`--Ports:api=${ports[0]}`, `--Ports:consumer=${ports[1]}`],
    ...[`--ASPNETCORE_URLS=${dashboard}`, `--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=${telemetry}`],
    ...[`--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=${resources}`],
  ],
  { stdio: ["ignore", "ignore", "inherit"], detached: true },
);
const ended = new Promise((resolve) => host.once("exit", resolve));

/** Repeats a request until it succeeds. */
async function until(request) {
  for (let attempt = 0; ; attempt++) {
    const result = await request().catch((error) => error);
    if (result?.ok) {
      return result;
    }
    if (host.exitCode !== null || attempt === 120) {
      throw new Error(`The AppHost does not run: ${result.message ?? result.status}`);
    }
    await setTimeout(1000);
  }
}

/** A token of the local issuer, which has one port for all runs. */
async function token() {
  const client = { grant_type: "client_credentials", client_id: "writer", client_secret: "writer", scope: "write" };
  const response = await fetch("http://localhost:5182/connect/token", { method: "POST", body: new URLSearchParams(client) });
  return (await response.json()).access_token;
}

const write = async (value) =>
  fetch(`${api}/api/kv/greeting`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${await token()}` },
    body: JSON.stringify({ text: `hello ${value}` }),
  });

try {
  await until(() => write(0));
  await until(() => fetch(`${consumer}/health`));
  for (let i = 1; i <= 40; i++) {
    await write(i);
    await setTimeout(250);
  }
  // The services export metrics and the spans of Redis every ten seconds.
  await setTimeout(20_000);

  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 810 } });
  const take = async (name) => {
    await setTimeout(3000);
    await page.screenshot({ path: `${pictures}aspire-${name}.png` });
  };

  await page.goto(`${dashboard}/?view=Graph`);
  await page.locator("svg.resource-graph, .resource-graph svg").first().waitFor();
  await take("graph");

  await page.goto(`${dashboard}/traces`);
  await page.getByText("PUT /api/kv/{key}").last().click();
  await page.waitForURL("**/traces/detail/**");
  await take("trace");

  await page.goto(`${dashboard}/metrics/resource/consumer?meter=ScalewayPoc&instrument=scalewaypoc.event.latency`);
  await page.locator(".js-plotly-plot").first().waitFor();
  await take("metrics");
  await browser.close();
} finally {
  // As Ctrl+C does, for the whole group: "dotnet run" does not forward the signal.
  process.kill(-host.pid, "SIGINT");
  await ended;
  await rm(data, { recursive: true, force: true });
}
