import { expect, test } from "vitest";
import { json, loggedEvent, page, status, text } from "./support/fakeApi";
import { api, fireEvent, screen, settle, type, useSite, visit, waitFor } from "./support/visit";

useSite();

const field = () => screen.getByLabelText<HTMLTextAreaElement>("Value");

test("What is typed while a value is saved stays", async () => {
  let answer: (() => void) | undefined;
  api()
    .on("GET", /^\/api\/kv\/a$/, () => text("1", '"1"'))
    .on("PUT", /^\/api\/kv\/a$/, async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return json(200, { key: "a", etag: '"2"', eventId: "e", sequence: "2", state: "queued" });
    });
  visit("/keys/a");
  await screen.findByRole("button", { name: "Save" });
  type(field(), "2");
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(answer).toBeDefined());
  type(field(), "23");
  api().on("GET", /^\/api\/kv\/a$/, () => text("2", '"2"'));
  answer?.();
  await screen.findByRole("button", { name: "Save" });
  expect(field().value).toBe("23");
  expect(screen.getByRole("button", { name: "Discard" })).toBeTruthy();
});

test("Restoring a version over an edit can be undone", async () => {
  const history = [loggedEvent(2, { type: "kv.set", data: 2 }), loggedEvent(1, { type: "kv.set", data: 1 })];
  api()
    .on("GET", /^\/api\/kv\/a$/, () => text("2", '"2"'))
    .on("GET", /^\/api\/kv\/a\/history$/, () => json(200, page(history)));
  visit("/keys/a");
  type(await screen.findByLabelText("Value"), "33");
  const [restore] = await screen.findAllByRole("button", { name: /Restore/ });
  fireEvent.click(restore as HTMLElement);
  await waitFor(() => expect(field().value).toBe("1"));
  fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(field().value).toBe("33"));
});

test("Older events that come after the filter has changed are not shown under it", async () => {
  let answer: (() => void) | undefined;
  let lastSequence = "0000000000000002";
  api().on("GET", /^\/api\/status$/, () => json(200, status({ lastSequence })));
  api().on("GET", /^\/api\/events$/, async (request) => {
    const { searchParams } = new URL(request.url);
    if (searchParams.has("cursor")) {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return json(200, page([loggedEvent(1, { type: "old.type" })]));
    }
    return json(
      200,
      searchParams.has("typePrefix") ? page([loggedEvent(3, { type: "my.type" })]) : page([loggedEvent(2)], "older"),
    );
  });
  visit("/events");
  fireEvent.click(await screen.findByRole("button", { name: "Show older" }));
  await waitFor(() => expect(answer).toBeDefined());
  const filter = screen.getByLabelText("Filter by type");
  type(filter, "my.type");
  fireEvent.blur(filter);
  await screen.findByText("my.type");
  answer?.();
  await settle();
  const before = api().count("GET", /^\/api\/events$/);
  lastSequence = "0000000000000003";
  await waitFor(() => expect(api().count("GET", /^\/api\/events$/)).toBeGreaterThan(before));
  await settle();
  expect(screen.queryByText("old.type")).toBeNull();
});

test("The first event of a new system appears, and before it nothing but the status is requested", async () => {
  let events = page<ReturnType<typeof loggedEvent>>([]);
  let lastSequence: string | null = null;
  api()
    .on("GET", /^\/api\/status$/, () => json(200, status({ lastSequence })))
    .on("GET", /^\/api\/events$/, () => json(200, events));
  visit("/events");
  await screen.findByText("No events yet");
  await waitFor(() => expect(api().count("GET", /^\/api\/status$/)).toBeGreaterThan(1), { timeout: 8000 });
  expect(api().count("GET", /^\/api\/events$/)).toBe(1);
  events = page([loggedEvent(1, { type: "first.event" })]);
  lastSequence = "0000000000000001";
  await screen.findByText("first.event", {}, { timeout: 8000 });
});
