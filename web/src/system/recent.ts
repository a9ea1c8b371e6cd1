import { latency, newest } from "../events/feed";
import { type EventPage, type LogEvent, logPage } from "../events/log";
import { serverNow } from "../live/connection";
import { type Figures, figuresOf } from "./figures";

const span = 10 * 60_000;
const bucketLength = 10_000;
const pageSize = 100;
const maxPages = 10;

/** The events of the last ten minutes: some pages of them at first, then what is new. */
export async function recent(signal: AbortSignal, previous: EventPage | undefined): Promise<EventPage> {
  const start = serverNow() - span;
  const page = await newest(previous, (query) => logPage({}, query, signal), pageSize);
  let { items, nextCursor } = page;
  for (let pages = 0; nextCursor && isWithin(items.at(-1), start) && pages < maxPages; pages++) {
    const next = await logPage({}, { limit: pageSize, cursor: nextCursor }, signal);
    items = [...items, ...next.items];
    nextCursor = next.nextCursor;
  }
  return {
    items: items.filter((event) => isWithin(event, start)),
    nextCursor: isWithin(items.at(-1), start) ? nextCursor : null,
  };
}

const isWithin = (event: LogEvent | undefined, start: number): boolean =>
  event !== undefined && Date.parse(event.time) >= start;

export function figuresOfPage({ items, nextCursor }: EventPage, now: number): Figures {
  const samples = items.map((event) => ({ time: Date.parse(event.time), latency: latency(event) }));
  return figuresOf(samples, now, bucketLength, span / bucketLength, nextCursor === null);
}
