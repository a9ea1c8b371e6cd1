import type { EventPage, LogEvent, PageQuery } from "./log";

/** Events, newest first and without a gap; `nextCursor` leads to older ones. */
export type Feed = EventPage;

type Load = (query: PageQuery) => Promise<EventPage>;

const maxPages = 5;

/**
 * Puts what is new in front of what is known. The newest page is merged as a whole, since an event can enter the log
 * after one that was accepted later. Where more has happened than a few pages hold, what was known is dropped rather
 * than shown with a gap.
 */
export async function newest(previous: Feed | undefined, load: Load, limit: number): Promise<Feed> {
  const known = new Set(previous?.items.map((event) => event.id));
  let page = await load({ limit });
  const fresh = [...page.items];
  for (let pages = 1; page.nextCursor && !touches(page.items, known) && previous && pages < maxPages; pages++) {
    page = await load({ limit, cursor: page.nextCursor });
    fresh.push(...page.items);
  }
  if (!previous || (page.nextCursor && !touches(page.items, known))) {
    return { items: fresh, nextCursor: page.nextCursor };
  }
  return {
    items: merge(fresh, previous.items),
    nextCursor: previous.items.length > 0 ? previous.nextCursor : page.nextCursor,
  };
}

/** Adds the next page of older events. */
export async function older(feed: Feed, load: Load, limit: number): Promise<Feed> {
  if (!feed.nextCursor) {
    return feed;
  }
  const page = await load({ limit, cursor: feed.nextCursor });
  return { items: merge(feed.items, page.items), nextCursor: page.nextCursor };
}

const touches = (events: LogEvent[], known: Set<string>): boolean => events.some((event) => known.has(event.id));

function merge(a: LogEvent[], b: LogEvent[]): LogEvent[] {
  const byId = new Map([...a, ...b].map((event) => [event.id, event]));
  return [...byId.values()].sort((x, y) => (x.sequence < y.sequence ? 1 : x.sequence > y.sequence ? -1 : 0));
}

/** The events from the one that was on top when the reading began, and how many newer ones there are. */
export function sinceShown(items: LogEvent[], top: string | undefined): { shown: LogEvent[]; hidden: number } {
  const hidden = Math.max(0, top === undefined ? 0 : items.findIndex((event) => event.id === top));
  return { shown: hidden > 0 ? items.slice(hidden) : items, hidden };
}

/** Milliseconds from acceptance to the event log. */
export const latency = (event: { time: string; recordedAt: string }): number =>
  Math.max(0, Date.parse(event.recordedAt) - Date.parse(event.time));
