// Runs the AppHost on free ports with a data folder of its own, for what is measured or pictured on the real system.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../../ScalewayPoc.AppHost", import.meta.url));
const maxSeconds = 180;

/** Ports that are free together. */
async function freePorts(count) {
  const listen = () =>
    new Promise((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
    });
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Starts it; `web` is the AppHost's option Web. Ends with `stop()`. */
export async function startSystem(web) {
  const ports = await freePorts(7);
  const [api, consumer, issuer, site, dashboard, telemetry, resources] = ports.map(
    (port) => `http://localhost:${port}`,
  );
  const named = { api: ports[0], consumer: ports[1], issuer: ports[2], ...(web === "none" ? {} : { web: ports[3] }) };
  const data = await mkdtemp(join(tmpdir(), "scalewaypoc-"));
  const host = spawn(
    "dotnet",
    [
      ...["run", "--project", project, "--", "--Services=embedded", `--Web=${web}`, `--Data=${data}`],
      ...Object.entries(named).map(([name, port]) => `--Ports:${name}=${port}`),
      `--ASPNETCORE_URLS=${dashboard}`,
      `--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=${telemetry}`,
      `--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=${resources}`,
    ],
    { stdio: ["ignore", "ignore", "inherit"], detached: true },
  );
  const ended = new Promise((resolve) => host.once("exit", resolve));

  async function stop() {
    if (host.exitCode === null) {
      // As Ctrl+C does, for the whole group: "dotnet run" does not forward the signal.
      process.kill(-host.pid, "SIGINT");
      await ended;
    }
    await rm(data, { recursive: true, force: true });
  }

  async function untilReachable(address) {
    for (let second = 0; second < maxSeconds && host.exitCode === null; second++) {
      const response = await fetch(address).catch(() => undefined);
      if (response?.ok) {
        return;
      }
      await setTimeout(1000);
    }
    throw new Error(`The AppHost does not run: no success from ${address}`);
  }

  try {
    for (const address of [`${issuer}/.well-known/openid-configuration`, `${api}/health`, `${consumer}/health`]) {
      await untilReachable(address);
    }
    if (web !== "none") {
      await untilReachable(site);
    }
    return { site, dashboard, request: await clientOf(api, issuer), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Sends requests to the API with a token of the user "admin". */
async function clientOf(api, issuer) {
  const client = { grant_type: "client_credentials", client_id: "admin", client_secret: "admin" };
  const response = await fetch(`${issuer}/connect/token`, { method: "POST", body: new URLSearchParams(client) });
  const { access_token: token } = await response.json();
  return async (method, path, body) => {
    const headers = { Authorization: `Bearer ${token}`, ...(body ? { "Content-Type": "application/json" } : {}) };
    const answer = await fetch(`${api}${path}`, { method, headers, body });
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer;
  };
}

/** Calls `send(0)` to `send(count - 1)`, some at a time. */
export async function inParallel(count, send) {
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < count) {
        await send(next++);
      }
    }),
  );
}

/** Waits until every accepted event is in the event log. */
export async function untilRecorded({ request }) {
  for (let second = 0; second < maxSeconds; second++) {
    const { oldestInFlightSeconds } = await (await request("GET", "/api/status")).json();
    if (oldestInFlightSeconds === 0) {
      return;
    }
    await setTimeout(1000);
  }
  throw new Error("The events are not recorded.");
}

/** A JSON text that the API stores in so many bytes, in members of 24 bytes. */
export function largeValue(bytes, seed = 0) {
  const members = Array.from({ length: bytes / 24 }, (_, i) => `"property${10_000 + i}":${1_000_000 + i + seed}`);
  return `{${members.join(",")}}`;
}
