import { expect, test } from "vitest";
import { json, loggedEvent, page, status } from "./support/fakeApi";
import { api, fireEvent, screen, type, useSite, visit, waitFor } from "./support/visit";

useSite();

test("New events do not move an event that is being read", async () => {
  let events = [1, 2];
  api()
    .on("GET", /^\/api\/status$/, () => json(200, status({ lastSequence: String(events.length).padStart(16, "0") })))
    .on("GET", /^\/api\/events$/, () =>
      json(200, page([...events].reverse().map((n) => loggedEvent(n, { subject: `subject-${n}` })))),
    );
  const site = visit("/events");
  await screen.findByText("subject-2");
  const first = site.querySelector("details") as HTMLDetailsElement;
  first.open = true;
  fireEvent(first, new Event("toggle"));
  events = [1, 2, 3, 4];
  const show = await screen.findByRole("button", { name: "2 new events" }, { timeout: 4500 });
  expect(screen.queryByText("subject-4")).toBeNull();
  fireEvent.click(show);
  await screen.findByText("subject-4");
});

test("Back undoes a filter", async () => {
  visit("/events");
  type(await screen.findByLabelText("Filter by subject"), "order");
  await waitFor(() => expect(location.search).toBe("?subject=order"));
  await waitFor(() => expect(api().requests.some((each) => each.search.get("subjectPrefix") === "order")).toBe(true));
  history.back();
  await waitFor(() => expect(location.search).toBe(""));
  await waitFor(() => expect((screen.getByLabelText("Filter by subject") as HTMLInputElement).value).toBe(""));
});

test("The type filter offers the types that are known", async () => {
  api().on("GET", /^\/api\/events$/, () => json(200, page([loggedEvent(1), loggedEvent(2, { type: "kv.set" })])));
  const site = visit("/events");
  await screen.findAllByText("order.placed");
  const field = screen.getByLabelText("Filter by type");
  const options = site.querySelectorAll(`datalist#${field.getAttribute("list")} option`);
  expect([...options].map((option) => option.getAttribute("value")).sort()).toEqual(["kv.set", "order.placed"]);
});

test("What no type starts with is not sent and shows no error", async () => {
  visit("/events?type=Order");
  await screen.findByText("No matching events");
  expect(api().count("GET", /^\/api\/events$/)).toBe(0);
});

test("An unfinished type is sent as a prefix", async () => {
  visit("/events?type=order.");
  await waitFor(() => expect(api().requests.some((each) => each.search.get("typePrefix") === "order.")).toBe(true));
});

test("A sent event shows the stages it has passed", async () => {
  const states = ["accepted", "queued", "processed"];
  let asked = 0;
  api()
    .on("POST", /^\/api\/events$/, () => json(202, { id: "e1", state: "accepted", sequence: "1" }))
    .on("GET", /^\/api\/events\/e1$/, () => {
      const state = states[Math.min(asked++, 2)];
      return json(200, {
        id: "e1",
        state,
        acceptedAt: "2026-01-01T00:00:00Z",
        processedAt: state === "processed" ? "2026-01-01T00:00:00.020Z" : null,
      });
    });
  visit("/events");
  fireEvent.click(await screen.findByRole("button", { name: "Send" }));
  await screen.findByText("Waiting for the queue…");
  await screen.findByText("Waiting for the Consumer…");
  await screen.findByText("20 ms");
  for (const stage of ["Accepted", "Queued", "Processed"]) {
    expect(screen.getByText(stage)).toBeTruthy();
  }
});

test("A list is requested without data, an opened event with it, as it was written", async () => {
  const items = [loggedEvent(1)];
  api().on("GET", /^\/api\/events$/, (_, url) => {
    const body = JSON.stringify(page(items)).replace('{"amount":1}', '{"amount":12345678901234567890}');
    return url.searchParams.get("data") === "true"
      ? new Response(body, { headers: { "Content-Type": "application/json" } })
      : json(200, page(items.map((item) => ({ ...item, data: null }))));
  });
  const site = visit("/events");
  await screen.findByText("order-1");
  expect(api().requests.filter((each) => each.search.get("data") === "true")).toHaveLength(0);
  const details = site.querySelector("details") as HTMLDetailsElement;
  details.open = true;
  fireEvent(details, new Event("toggle"));
  await screen.findByText(/"amount": 12345678901234567890/);
  const [request] = api().requests.filter((each) => each.search.get("data") === "true");
  expect(Object.fromEntries(request?.search ?? [])).toMatchObject({ type: "order.placed", subject: "order-1" });
});
