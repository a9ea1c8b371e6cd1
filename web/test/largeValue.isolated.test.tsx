import { beforeEach, expect, test, vi } from "vitest";
import { json, loggedEvent, page, text } from "./support/fakeApi";
import { api, fireEvent, screen, useSite, visit } from "./support/visit";

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
