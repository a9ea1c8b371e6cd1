import { beforeEach, expect, test, vi } from "vitest";
import { json, loggedEvent, page, text } from "./support/fakeApi";
import { api, fireEvent, screen, useSite, visit, waitFor } from "./support/visit";

const formatted = vi.hoisted(() => [] as string[]);
vi.mock("../src/text/json", async (original) => {
  const module = await original<typeof import("../src/text/json")>();
  return {
    ...module,
    pretty: (value: string) => {
      formatted.push(value);
      return module.pretty(value);
    },
  };
});

useSite();

/** 60 KiB in 4,000 lines. */
const large = (seed: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`n${i}`, i * seed])));

beforeEach(() => {
  formatted.length = 0;
  api().on("GET", /^\/api\/kv\/big$/, () => text(large(1), '"1"'));
});

test("A keystroke in a large value does not format it", async () => {
  visit("/keys/big");
  const field = await screen.findByLabelText("Value");
  expect(formatted).not.toHaveLength(0);
  formatted.length = 0;
  const typed = `${(field as HTMLTextAreaElement).value} `;
  fireEvent.input(field, { target: { value: typed } });
  await screen.findByRole("button", { name: "Discard" });
  expect(formatted).not.toContain(typed);
});

test("The size of a value is that without the white space of its formatting", async () => {
  const value = `[${"1,".repeat(32_000)}1]`;
  api()
    .on("GET", /^\/api\/kv\/big$/, () => text(value, '"1"'))
    .on("PUT", /^\/api\/kv\/big$/, () => json(200, { etag: '"2"', eventId: "e", sequence: "2" }));
  visit("/keys/big");
  const field = (await screen.findByLabelText("Value")) as HTMLTextAreaElement;
  expect(field.value.length).toBeGreaterThan(128 * 1024);
  await screen.findByText("62.5 KiB of 64 KiB");
  fireEvent.input(field, { target: { value: field.value.replace("1", "2") } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(api().requests.find(({ method }) => method === "PUT")?.body).toBe(value.replace("1", "2")),
  );
});

test("A value above the limit is reported while typing and cannot be saved", async () => {
  visit("/keys/big");
  const field = await screen.findByLabelText("Value");
  fireEvent.input(field, { target: { value: `"${"x".repeat(70_000)}"` } });
  await screen.findByText("68.4 KiB, the limit is 64 KiB");
  expect((screen.getByRole("button", { name: "Save" }) as HTMLButtonElement).disabled).toBe(true);
});

test("Differences of large versions are collapsed, and bounded when they are opened", async () => {
  const version = (sequence: number) =>
    loggedEvent(sequence, { type: "kv.set", subject: "big", data: JSON.parse(large(sequence)) });
  api().on("GET", /history$/, () => json(200, page([3, 2, 1].map(version))));
  const site = visit("/keys/big");
  const buttons = await screen.findAllByRole("button", { name: "Show changes" });
  expect(buttons).toHaveLength(3);
  expect(site.querySelectorAll(".line")).toHaveLength(0);
  const first = buttons[0] as HTMLElement;
  fireEvent.click(first);
  await screen.findByRole("button", { name: /^Show \d+ more lines$/ });
  expect(site.querySelectorAll(".line").length).toBeLessThanOrEqual(200);
});
