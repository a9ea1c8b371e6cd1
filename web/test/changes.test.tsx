import { expect, test, vi } from "vitest";
import { down, json, keyEntry, page, statistics, status, up } from "./support/fakeApi";
import { api, screen, useSite, visit, waitFor } from "./support/visit";

useSite();

test("A page on which nothing changes requests nothing but the status", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    api().on("GET", /^\/api\/kv$/, () => json(200, page([keyEntry("a")])));
    visit("/keys");
    await screen.findByText("a");
    const before = api().requests.length;
    await vi.advanceTimersByTimeAsync(30_000);
    const paths = api()
      .requests.slice(before)
      .map((request) => request.path);
    expect(new Set(paths)).toEqual(new Set(["/api/status"]));
    expect(paths.length).toBeLessThanOrEqual(11);
  } finally {
    vi.useRealTimers();
  }
});

test("A write by another client appears once the status has its sequence", async () => {
  let keys = [keyEntry("a")];
  api()
    .on("GET", /^\/api\/status$/, () => json(200, status({ lastSequence: String(keys.length).padStart(16, "0") })))
    .on("GET", /^\/api\/kv$/, () => json(200, page(keys)));
  visit("/keys");
  await screen.findByText("a");
  await waitFor(() => expect(api().count("GET", /^\/api\/status$/)).toBe(1));
  keys = [keyEntry("a"), keyEntry("b", 2)];
  await screen.findByText("b", {}, { timeout: 4500 });
});

test("An event log that is reported unreachable is used again, since its state is that of its last use", async () => {
  let dependencies = [up("redis"), down("events"), up("ingress")];
  api().on("GET", /^\/api\/status$/, () => json(200, status({ dependencies })));
  api().on("GET", /^\/api\/events\/statistics$/, () => {
    if (api().count("GET", /statistics$/) > 1) {
      dependencies = [up("redis"), up("events"), up("ingress")];
    }
    return json(200, statistics());
  });
  const site = visit("/");
  await waitFor(() => expect(site.querySelector(".at-log")?.textContent).toContain("Unreachable"));
  await waitFor(() => expect(site.querySelector(".at-log")?.textContent).toContain("Healthy"), { timeout: 8000 });
}, 10_000);
