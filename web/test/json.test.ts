import { expect, test } from "vitest";
import { dataOfItems, mistakeIn, pretty } from "../src/text/json";

test.each(["null", "0", '"text"', "[]", '{"a":[1,{"b":null}]}', '{"a":1e400}'])("takes %s for JSON", (text) => {
  expect(mistakeIn(text)).toBeUndefined();
});

test.each([
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, "A comma is missing"],
  ['{"a": }', 1, 7, "A value is missing"],
  ["[1, 2", 1, 6, "A closing ] is missing"],
  ["{} {}", 1, 4, "Nothing may follow the value"],
  ["{ // why\n}", 1, 3, "JSON has no comments"],
  ["[1,]", 1, 4, "A value is missing"],
  ["tru", 1, 1, "This is no JSON value; text needs double quotes"],
])("finds the mistake in %j", (text, line, column, message) => {
  expect(mistakeIn(text)).toEqual({ line, column, message });
});

test("refuses what only JSON.parse refuses", () => {
  expect(mistakeIn('"\t"')).toBeDefined();
  expect(mistakeIn("01")).toBeDefined();
});

test("formats without changing a value", () => {
  expect(pretty('{"big":12345678901234567890,"2":0,"1":1.0,"a":"\\u0000"}')).toBe(
    '{\n  "big": 12345678901234567890,\n  "2": 0,\n  "1": 1.0,\n  "a": "\\u0000"\n}',
  );
});

test("cuts the data out of a page as it is written", () => {
  const page = '{"items":[{"id":"a","data":{"data":12345678901234567890}},{"data":null},{"id":"c"}],"nextCursor":null}';
  expect(dataOfItems(page)).toEqual(['{"data":12345678901234567890}', "null", "null"]);
});
