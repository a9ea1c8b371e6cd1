import { expect, test } from "vitest";
import { newest, older } from "../src/events/feed";
import type { EventPage, LogEvent, PageQuery } from "../src/events/log";

const event = (n: number) => ({ id: `id-${n}`, sequence: String(n).padStart(16, "0") }) as LogEvent;
const numbers = (page: EventPage) => page.items.map((item) => Number(item.sequence));

/** A log that answers as the API does: pages, newest first, from behind the cursor. */
function logOf(events: number[]) {
  const sorted = [...events].sort((a, b) => b - a);
  return async ({ limit, cursor }: PageQuery): Promise<EventPage> => {
    const rest = sorted.filter((n) => cursor === undefined || n < Number(cursor));
    return {
      items: rest.slice(0, limit).map(event),
      nextCursor: rest.length > limit ? String(rest[limit - 1]) : null,
    };
  };
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test("Begins with the newest page", async () => {
  const feed = await newest(undefined, logOf(upTo(5)), 2);
  expect(numbers(feed)).toEqual([5, 4]);
  expect(feed.nextCursor).toBe("4");
});

test("Older pages stay when new events arrive", async () => {
  const first = await newest(undefined, logOf(upTo(5)), 2);
  const both = await older(first, logOf(upTo(5)), 2);
  const later = await newest(both, logOf(upTo(6)), 2);
  expect(numbers(later)).toEqual([6, 5, 4, 3, 2]);
  expect(later.nextCursor).toBe("2");
});

test("An event that was processed late is put in its place", async () => {
  const feed = await newest(undefined, logOf([1, 2, 4]), 10);
  expect(numbers(await newest(feed, logOf([1, 2, 3, 4]), 10))).toEqual([4, 3, 2, 1]);
});

test("Many new events leave no gap", async () => {
  const feed = await newest(undefined, logOf(upTo(4)), 2);
  expect(numbers(await newest(feed, logOf(upTo(9)), 2))).toEqual([9, 8, 7, 6, 5, 4, 3]);
});

test("Too many new events replace the list, rather than leave a gap", async () => {
  const feed = await newest(undefined, logOf(upTo(4)), 2);
  const later = await newest(feed, logOf(upTo(1000)), 2);
  expect(numbers(later)).toEqual([1000, 999, 998, 997, 996, 995, 994, 993, 992, 991]);
  expect(later.nextCursor).toBe("991");
});

test("The first events of an empty log are shown", async () => {
  const feed = await newest(undefined, logOf([]), 2);
  const later = await newest(feed, logOf(upTo(3)), 2);
  expect(numbers(later)).toEqual([3, 2, 1]);
});
