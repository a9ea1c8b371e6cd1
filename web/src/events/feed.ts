import type { EventPage, LogEvent, PageQuery } from "./log";

/** Events, newest first and without a gap; `nextCursor` leads to older ones. */
export type Feed<T extends LogEvent = LogEvent> = EventPage<T>;

type Load<T extends LogEvent> = (query: PageQuery) => Promise<EventPage<T>>;

const maxPages = 5;

/** Above so many, a list that is only watched begins anew: each row costs memory and is drawn again. */
const maxWatched = 500;

/** What a list continues with while it is not read: it begins anew above the maximum. */
export const watched = <T extends LogEvent>(feed: Feed<T> | undefined): Feed<T> | undefined =>
  feed && feed.items.length > maxWatched ? undefined : feed;

/**
 * Puts new events in front of the known ones. The newest page is merged as a whole, since an event can enter the log
 * after one that was accepted later. Where more is new than a few pages have, the known ones are dropped rather than
 * shown with a gap. `refresh` is the size of the first page where events are known already.
 */
export async function newest<T extends LogEvent>(
  previous: Feed<T> | undefined,
  load: Load<T>,
  limit: number,
  refresh = limit,
): Promise<Feed<T>> {
  const known = new Set(previous?.items.map((event) => event.id));
  let page = await load({ limit: known.size > 0 ? refresh : limit });
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
export async function older<T extends LogEvent>(feed: Feed<T>, load: Load<T>, limit: number): Promise<Feed<T>> {
  if (!feed.nextCursor) {
    return feed;
  }
  const page = await load({ limit, cursor: feed.nextCursor });
  return { items: merge(feed.items, page.items), nextCursor: page.nextCursor };
}

const touches = (events: LogEvent[], known: Set<string>): boolean => events.some((event) => known.has(event.id));

/** Where both have an event, the known one stays: its cursor is nearer. */
function merge<T extends LogEvent>(fresh: T[], known: T[]): T[] {
  const byId = new Map([...fresh, ...known].map((event) => [event.id, event]));
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
