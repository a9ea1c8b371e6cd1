import { expect, test } from "vitest";
import { draftOf, follow, isChanged, isOvertaken } from "../src/keys/draft";

const first = { text: '{"a":1}', etag: '"1"' };
const second = { text: '{"a":2}', etag: '"2"' };

test("A draft without changes follows the value", () => {
  expect(follow(draftOf(first), second)).toEqual(draftOf(second));
  expect(follow(draftOf(first), null)).toEqual(draftOf(null));
});

test("A draft with changes stays, and is overtaken", () => {
  const draft = { ...draftOf(first), text: '{"a":3}' };
  expect(isChanged(draft)).toBe(true);
  expect(follow(draft, second)).toBe(draft);
  expect(isOvertaken(draft, second)).toBe(true);
  expect(isOvertaken(draft, null)).toBe(true);
  expect(isOvertaken(draft, first)).toBe(false);
});

test("The same value written twice is no conflict", () => {
  const draft = { ...draftOf(first), text: '{ "a": 2 }' };
  expect(follow(draft, second)).toEqual(draftOf(second));
});
