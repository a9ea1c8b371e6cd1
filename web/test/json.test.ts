import { expect, test } from "vitest";
import { dataOfItems, isJson, mistakeIn, partsOf, pretty } from "../src/text/json";

test.each(["null", "0", '"text"', "[]", '{"a":[1,{"b":null}]}', '{"a":1e400}'])("%s is JSON", (text) => {
  expect(mistakeIn(text)).toBeUndefined();
});

test.each([
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, "A comma is missing"],
  ['{"a": }', 1, 7, "A value is missing"],
  ["[1, 2", 1, 6, "A closing ] is missing"],
  ["{} {}", 1, 4, "Unexpected text after the value"],
  ["{ // why\n}", 1, 3, "JSON has no comments"],
  ["[1,]", 1, 4, "A value is missing"],
  ["tru", 1, 1, "Invalid value: strings need double quotes"],
])("The first mistake in %j is located", (text, line, column, message) => {
  expect(mistakeIn(text)).toEqual({ line, column, message });
});

test.each(['"\t"', "01", "", "[1,]"])("%j is not JSON", (text) => {
  expect(isJson(text)).toBe(false);
  expect(mistakeIn(text)).toBeDefined();
});

test("Formatting changes no value", () => {
  expect(pretty('{"big":12345678901234567890,"2":0,"1":1.0,"a":"\\u0000"}')).toBe(
    '{\n  "big": 12345678901234567890,\n  "2": 0,\n  "1": 1.0,\n  "a": "\\u0000"\n}',
  );
});

test.each([
  ["{ }", "{}"],
  ["[\n]", "[]"],
  [' "a\\"{[,:" ', '"a\\"{[,:"'],
  ['{"\\\\":[[],{}]}', '{\n  "\\\\": [\n    [],\n    {}\n  ]\n}'],
  ["not { json", "not { json"],
  ["[1,true,null]", "[\n  1,\n  true,\n  null\n]"],
])("%j is formatted as %j", (text, formatted) => {
  expect(pretty(text)).toBe(formatted);
  expect(pretty(formatted)).toBe(formatted);
});

test("A value of any shape is formatted as JSON.stringify formats it", () => {
  const value = { a: [1, [2, { b: 'x\n"y\\' }], []], c: {}, d: { e: { f: [null, true, -1.5e-7] } } };
  expect(pretty(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
});

test("Names, strings, numbers and literals are colored, also in a text that is unfinished", () => {
  const text = '{"a\\"": "b:", "n" : -1.5e+3, "l": [true, null], "open: 1';
  const parts = [...partsOf(text)].map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
  expect(parts).toEqual([
    'name "a\\""',
    'string "b:"',
    'name "n"',
    "number -1.5e+3",
    'name "l"',
    "literal true",
    "literal null",
    'string "open: 1',
  ]);
});

test("The data of each item of a page is taken as it is written", () => {
  const page =
    '{"items":[{"id":"a","data":{"data":12345678901234567890,"items":[{"data":1}]}},{"data":null},{"id":"c"},{"data": [ 1.0 ] ,"type":"data"},{"subject":"data","data":"x,}"}],"nextCursor":null}';
  expect(dataOfItems(page)).toEqual([
    '{"data":12345678901234567890,"items":[{"data":1}]}',
    "null",
    "null",
    "[ 1.0 ]",
    '"x,}"',
  ]);
});
