import { expect, test } from "vitest";
import { json, keyEntry, page, text } from "./support/fakeApi";
import { api, fireEvent, screen, useSite, visit } from "./support/visit";

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
