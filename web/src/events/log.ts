import { client, type Schemas } from "../api/client";
import { unwrap } from "../api/failure";
import { dataOfItems } from "../text/json";

/** An event of the log, with its data exactly as the API wrote it. */
export type LogEvent = Schemas["LoggedEvent"] & { readonly dataText: string };

export interface EventPage {
  items: LogEvent[];
  nextCursor: string | null;
}

export interface PageQuery {
  limit: number;
  cursor?: string | undefined;
}

/** The API's rule for types. A filter that breaks it matches nothing, and is not worth a request while it is typed. */
const typePattern = /^[a-z][a-z0-9]*(\.[a-z0-9]+)*$/;

export async function logPage(
  filter: { type?: string; subject?: string },
  { limit, cursor }: PageQuery,
  signal: AbortSignal,
): Promise<EventPage> {
  if (filter.type && !typePattern.test(filter.type)) {
    return { items: [], nextCursor: null };
  }
  const query = { ...filter, limit, ...(cursor ? { cursor } : {}) };
  const { data } = await unwrap(client.GET("/api/events", { params: { query }, parseAs: "text", signal }));
  return read(data);
}

export async function historyPage(key: string, { limit, cursor }: PageQuery, signal: AbortSignal): Promise<EventPage> {
  const params = { path: { key }, query: { limit, ...(cursor ? { cursor } : {}) } };
  const { data } = await unwrap(client.GET("/api/kv/{key}/history", { params, parseAs: "text", signal }));
  return read(data);
}

/** The texts of the data are found when the first of them is read: it takes longer than the rest, and most are never shown. */
function read(text: string): EventPage {
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
