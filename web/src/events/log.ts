import { client, type Schemas } from "../api/client";
import { Failure, unwrap } from "../api/failure";
import { dataOfItems } from "../text/json";

/** An event of the log, without its data. */
export type LogEvent = Schemas["LoggedEvent"] & {
  /** Cursor of the page that it came with: where to look for its data. */
  readonly page?: string | undefined;
};

/** An event with its data exactly as the API wrote it. */
export type Version = LogEvent & { readonly dataText: string };

export interface EventPage<T extends LogEvent = LogEvent> {
  items: T[];
  nextCursor: string | null;
}

export interface PageQuery {
  limit: number;
  cursor?: string | undefined;
}

export interface Filter {
  type: string;
  subject: string;
}

/** What a type can start with. Another filter matches nothing, and is not worth a request while it is typed. */
const typePrefix = /^[a-z][a-z0-9]*(\.[a-z0-9]+)*\.?$/;

/** A page of the log, filtered by prefixes, without data: a list shows none, and a page with data may have a mebibyte. */
export async function logPage(filter: Filter, { limit, cursor }: PageQuery, signal: AbortSignal): Promise<EventPage> {
  if (filter.type && !typePrefix.test(filter.type)) {
    return { items: [], nextCursor: null };
  }
  const prefixes = set({ typePrefix: filter.type, subjectPrefix: filter.subject });
  const query = { ...prefixes, limit, data: false, ...(cursor ? { cursor } : {}) };
  const { data } = await unwrap(client.GET("/api/events", { params: { query }, signal }));
  return { items: data.items.map((item) => ({ ...item, page: cursor })), nextCursor: data.nextCursor };
}

/** The filters that are not empty. */
const set = <T extends Record<string, string>>(filters: T): Partial<T> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== "")) as Partial<T>;

const maxPages = 5;

/** The data of an event: events with its type and subject are searched from the page that it came with. */
export async function dataOf(event: LogEvent): Promise<string> {
  const filter = set({ type: event.type, subject: event.subject ?? "" });
  let cursor = event.page;
  for (let pages = 0; pages < maxPages; pages++) {
    const query = { ...filter, limit: 50, data: true, ...(cursor ? { cursor } : {}) };
    const { data } = await unwrap(client.GET("/api/events", { params: { query }, parseAs: "text" }));
    const page = read(data);
    const found = page.items.find((item) => item.id === event.id && item.source === event.source);
    if (found) {
      return found.dataText;
    }
    if (!page.nextCursor) {
      break;
    }
    cursor = page.nextCursor;
  }
  throw new Failure("The data of this event was not found", false, 404);
}

export async function historyPage(
  key: string,
  { limit, cursor }: PageQuery,
  signal: AbortSignal,
): Promise<EventPage<Version>> {
  const params = { path: { key }, query: { limit, ...(cursor ? { cursor } : {}) } };
  const { data } = await unwrap(client.GET("/api/kv/{key}/history", { params, parseAs: "text", signal }));
  return read(data);
}

/** The texts of the data are found when the first of them is read: it takes longer than the rest. */
function read(text: string): EventPage<Version> {
  const page = JSON.parse(text) as Schemas["PageOfLoggedEvent"];
  let data: string[] | undefined;
  return {
    items: page.items.map((item, i) => ({
      ...item,
      get dataText() {
        data ??= dataOfItems(text);
        return data[i] ?? "null";
      },
    })),
    nextCursor: page.nextCursor,
  };
}
