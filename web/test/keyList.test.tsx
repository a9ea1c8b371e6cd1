import { expect, test } from "vitest";
import { json, keyEntry, page, problem, text } from "./support/fakeApi";
import { api, fireEvent, screen, type, useSite, visit, waitFor } from "./support/visit";

useSite();

test("Selecting a key keeps the list, its scroll position and its pages", async () => {
  api()
    .on("GET", /^\/api\/kv$/, () => json(200, page([keyEntry("a"), keyEntry("b")])))
    .on("GET", /^\/api\/kv\/[ab]$/, () => text("1", '"1"'));
  visit("/keys");
  const link = await screen.findByRole("link", { name: /^b/ });
  const list = screen.getByRole("region", { name: "All keys" });
  fireEvent.click(link);
  await screen.findByRole("heading", { name: "b", level: 1 });
  expect(screen.getByRole("region", { name: "All keys" })).toBe(list);
  expect(api().count("GET", /^\/api\/kv$/)).toBe(1);
});

test("An address that is not decodable shows a page", async () => {
  api().on("GET", /^\/api\/kv\//, () => json(400, {}));
  visit("/keys/%");
  await screen.findByRole("heading", { name: "Page not found" });
});

test("Only the visible rows of a long list are in the page", async () => {
  const keys = Array.from({ length: 10_000 }, (_, i) => keyEntry(`key-${String(i).padStart(5, "0")}`));
  api().on("GET", /^\/api\/kv$/, () => json(200, page(keys)));
  const site = visit("/keys");
  await screen.findByText("10,000 keys");
  expect(site.querySelectorAll(".key-rows li").length).toBeLessThan(60);
});

test("Arrow keys move through groups and keys", async () => {
  const keys = ["order:1", "order:2", "x"].map((key) => keyEntry(key));
  api().on("GET", /^\/api\/kv$/, () => json(200, page(keys)));
  visit("/keys");
  const group = await screen.findByRole("button", { name: /^order:/ });
  group.focus();
  fireEvent.keyDown(group, { key: "ArrowDown" });
  const first = screen.getByRole("link", { name: /^order: ?1/ });
  await waitFor(() => expect(document.activeElement).toBe(first));
  fireEvent.keyDown(first, { key: "ArrowUp" });
  await waitFor(() => expect(document.activeElement).toBe(group));
  fireEvent.click(group);
  await waitFor(() => expect(screen.queryByRole("link", { name: /^order: ?1/ })).toBeNull());
  expect(screen.getByRole("link", { name: /^x/ })).toBeTruthy();
});

test("A slash moves the focus to the filter, but not while typing", async () => {
  visit("/keys");
  const filter = await screen.findByLabelText("Filter by prefix");
  fireEvent.keyDown(document.body, { key: "/" });
  expect(document.activeElement).toBe(filter);
});

test("A key that exists already is not created, and can be opened", async () => {
  api().on("PUT", /^\/api\/kv\/a$/, () => problem(412, "precondition-failed", "It has a value."));
  visit("/keys");
  fireEvent.click(await screen.findByRole("button", { name: "New key" }));
  type(screen.getByLabelText("Key"), "a");
  fireEvent.submit(screen.getByRole("button", { name: "Create" }).closest("form") as HTMLFormElement);
  await screen.findByText(/This key already exists/);
  const link = screen.getByRole("link", { name: "Open it" });
  expect(link.getAttribute("href")).toBe("/keys/a");
  fireEvent.click(link);
  await waitFor(() => expect(screen.queryByText(/This key already exists/)).toBeNull());
});

test("A deletion that is not queued yet is a success", async () => {
  api()
    .on("GET", /^\/api\/kv\/a$/, () => text("1", '"1"'))
    .on("DELETE", /^\/api\/kv\/a$/, () => json(202, { key: "a", eventId: "e", sequence: "1", state: "accepted" }));
  visit("/keys/a");
  fireEvent.click(await screen.findByRole("button", { name: "Delete" }));
  await screen.findByText("Deleted a");
});
