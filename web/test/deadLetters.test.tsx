import { cleanup } from "@testing-library/preact";
import { beforeEach, expect, it } from "vitest";
import { config } from "../src/signin/session";
import { json, problem, status } from "./support/fakeApi";
import { api, fireEvent, screen, useSite, visit, waitFor } from "./support/visit";

const letter = (id: string) => ({
  id,
  kept: "queue",
  receivedAt: "2026-01-01T00:00:00Z",
  deliveries: 4,
  reason: `Reason ${id}`,
  body: `body ${id}`,
});

let letters: ReturnType<typeof letter>[];

useSite();

beforeEach(() => {
  letters = [letter("a"), letter("b")];
  api()
    .on("GET", /^\/api\/status$/, () => json(200, status({ deadLetters: letters.length })))
    .on("GET", /^\/api\/dead-letters$/, () => json(200, { items: letters, more: false, covered: ["queue", "table"] }));
});

it("One dead letter is replayed by its id", async () => {
  api().on("POST", /replay$/, () => json(200, { recorded: 1, left: 0, more: false, covered: ["queue"] }));
  visit("/");
  await screen.findByText("body b");
  fireEvent.click(screen.getAllByRole("button", { name: "Replay" })[1] as Element);
  await screen.findByText("1 dead letter replayed.");
  expect(
    api()
      .requests.find((request) => request.method === "POST")
      ?.search.get("id"),
  ).toBe("b");
});

it("A dead letter is discarded after a confirmation only", async () => {
  api().on("DELETE", /^\/api\/dead-letters\/a$/, () => {
    letters = [letter("b")];
    return new Response(null, { status: 204 });
  });
  visit("/");
  await screen.findByText("body a");
  fireEvent.click(screen.getAllByRole("button", { name: "Discard" })[0] as Element);
  await screen.findByText("Discard this dead letter?");
  expect(api().count("DELETE", /./)).toBe(0);
  const [confirm] = [...document.querySelectorAll("dialog button.danger")];
  fireEvent.click(confirm as Element);
  await waitFor(() => expect(screen.queryByText("body a")).toBeNull());
  expect(api().count("DELETE", /./)).toBe(1);
});

it("Where the API does not offer them, the command line is shown", async () => {
  api().on("GET", /^\/api\/dead-letters$/, () => problem(404, "dead-letters-elsewhere", "Not here."));
  visit("/");
  await screen.findByText(/dead-letters show --at/);
});

it("Demo data is offered in development only, and sends keys and events until it is stopped", async () => {
  api().on("POST", /^\/api\/demo\/(keys|events)\/\d+$/, () => json(202, {}));
  visit("/keys");
  await screen.findByText("No keys yet");
  expect(screen.queryByRole("button", { name: "Send demo data" })).toBeNull();
  cleanup();
  config.value = { api: "http://localhost:5180" };
  visit("/keys");
  await screen.findByText("No keys yet");
  fireEvent.input(screen.getByLabelText("Writes per second"), { target: { value: "50" } });
  fireEvent.click(screen.getByRole("button", { name: "Send demo data" }));
  await waitFor(() => expect(api().count("POST", /^\/api\/demo\/events\//)).toBeGreaterThan(1));
  expect(api().count("POST", /^\/api\/demo\/keys\//)).toBeGreaterThan(1);
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Stop" })).toBeNull());
});
