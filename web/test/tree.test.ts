import { expect, test } from "vitest";
import { rowsOf } from "../src/keys/tree";
import { keyEntry } from "./support/fakeApi";

const shown = (keys: string[], closed: string[] = []) =>
  rowsOf(
    keys.map((key) => keyEntry(key)),
    new Set(closed),
  ).map((row) => `${"  ".repeat(row.depth)}${row.label}${row.kind === "group" ? ` (${row.count})` : ""}`);

test("Keys with common words form groups, nested", () => {
  expect(shown(["a", "order:1", "order:2:lines", "order:2:total", "single:key"])).toEqual([
    "a",
    "order: (3)",
    "  1",
    "  2: (2)",
    "    lines",
    "    total",
    "single:key",
  ]);
});

test("Words that all keys of a group share are one group", () => {
  expect(shown(["app:prod:a", "app:prod:b"])).toEqual(["app:prod: (2)", "  a", "  b"]);
});

test("A closed group hides its keys", () => {
  expect(shown(["order:1", "order:2", "x"], ["order:"])).toEqual(["order: (2)", "x"]);
});

test("Keys that consist of separators are shown", () => {
  expect(shown(["a:", "a::", "a::b"])).toEqual(["a: (3)", "  a:", "  : (2)", "    a::", "    b"]);
});
