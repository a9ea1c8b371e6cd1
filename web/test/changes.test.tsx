import { expect, test, vi } from "vitest";
import { json, keyEntry, page, status } from "./support/fakeApi";
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
