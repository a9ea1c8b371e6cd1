import { expect, test } from "vitest";
import { down, json, keyEntry, loggedEvent, page, problem, status, text } from "./support/fakeApi";
import { api, fireEvent, screen, settle, type, useSite, visit, waitFor } from "./support/visit";

useSite();

test("A permanent refusal is not retried and has no countdown", async () => {
  api().on("GET", /^\/api\/events$/, () => problem(400, "validation", "The type is malformed."));
  visit("/events?type=x.y");
  await screen.findByText("The type is malformed.");
  await settle(1600);
  expect(api().requests.filter(({ search }) => [...search.values()].includes("x.y"))).toHaveLength(1);
  expect(screen.queryByText(/Next attempt/)).toBeNull();
});

test("One cause shows one alert, with the trace as a link to the dashboard", async () => {
  const refuse = () => problem(503, "unavailable", "'redis' is not available.", "4bf92f3577b34da6a3ce929d0e0e4736");
  api()
    .on("GET", /^\/api\/status$/, () =>
      json(200, status({ dashboard: "http://dashboard", dependencies: [down("redis")] })),
    )
    .on("GET", /^\/api\/kv/, refuse);
  visit("/keys/a");
  await screen.findByText("Redis is unreachable");
  await waitFor(() =>
    expect(screen.getByRole("link", { name: /Open trace/ }).getAttribute("href")).toBe(
      "http://dashboard/traces/detail/4bf92f3577b34da6a3ce929d0e0e4736",
    ),
  );
  expect(screen.getAllByText("Redis is unreachable")).toHaveLength(1);
});

test("Pages that were seen stay readable without a network", async () => {
  api().on("GET", /^\/api\/events$/, () => json(200, page([loggedEvent(1, { subject: "seen-before" })])));
  visit("/events");
  await screen.findByText("seen-before");
  fireEvent.click(screen.getByRole("link", { name: "Keys" }));
  await screen.findByRole("heading", { name: "Keys" });
  for (const path of [/^\/api\/events$/, /^\/api\/kv/, /^\/api\/status/, /^\/api\/problems/]) {
    api().on("GET", path, () => Promise.reject(new TypeError("no network")));
  }
  fireEvent.click(screen.getByRole("link", { name: "Events" }));
  await screen.findByText("Can't reach the server");
  expect(screen.getByText("seen-before")).toBeTruthy();
});

test("JSON that is being typed is not called wrong before a pause", async () => {
  api().on("GET", /^\/api\/kv\/a$/, () => text("1", '"1"'));
  visit("/keys/a");
  const field = await screen.findByLabelText("Value");
  type(field, '{"a"');
  await settle(50);
  expect(screen.queryByText(/Line 1, column/)).toBeNull();
  await screen.findByText(/Line 1, column/, {}, { timeout: 3000 });
});

test("Undo of a deletion brings the unsaved edit back", async () => {
  let exists = true;
  api()
    .on("GET", /^\/api\/kv$/, () => json(200, page(exists ? [keyEntry("a")] : [])))
    .on("GET", /^\/api\/kv\/a$/, () => (exists ? text("1", '"1"') : problem(404, "key-not-found", "")))
    .on("DELETE", /^\/api\/kv\/a$/, () => {
      exists = false;
      return new Response(null, { status: 204 });
    })
    .on("PUT", /^\/api\/kv\/a$/, () => {
      exists = true;
      return json(201, { key: "a", etag: '"1"', eventId: "e", sequence: "1" });
    });
  visit("/keys/a");
  type(await screen.findByLabelText("Value"), "12345");
  fireEvent.click(await screen.findByRole("button", { name: "Delete" }));
  fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
  const field = (await screen.findByLabelText("Value")) as HTMLTextAreaElement;
  await waitFor(() => expect(field.value).toBe("12345"));
});

test("After a deletion the focus is on the heading", async () => {
  let exists = true;
  api()
    .on("GET", /^\/api\/kv\/a$/, () => (exists ? text("1", '"1"') : problem(404, "key-not-found", "")))
    .on("DELETE", /^\/api\/kv\/a$/, () => {
      exists = false;
      return new Response(null, { status: 204 });
    });
  visit("/keys/a");
  const button = await screen.findByRole("button", { name: "Delete" });
  button.focus();
  fireEvent.click(button);
  await screen.findByText("Key not found");
  expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
});

test("Dead letters are counted in the navigation of every page", async () => {
  api().on("GET", /^\/api\/status$/, () => json(200, status({ deadLetters: 3 })));
  visit("/keys");
  await screen.findByRole("link", { name: "System 3 dead letters" });
});
