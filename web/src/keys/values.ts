import { client, type Schemas } from "../api/client";
import { Failure, insist, unwrap } from "../api/failure";
import { compact } from "../text/json";

/** A stored value: its text and the entity tag of exactly this text. */
export interface Stored {
  text: string;
  etag: string;
}

export type KeyPage = Schemas["KeyPage"];

const pageSize = 50;
const morePageSize = 200;
const maxPerRequest = 1000;

/** The keys as far as they are listed already, or the first page. */
export async function reload(prefix: string, previous: KeyPage | undefined, signal: AbortSignal): Promise<KeyPage> {
  const listed = previous?.items.length ?? 0;
  const limit = Math.min(Math.max(pageSize, listed), maxPerRequest);
  const page = (await unwrap(client.GET("/api/kv", { params: { query: { prefix, limit } }, signal }))).data;
  const last = page.items.at(-1)?.key;
  if (!previous || listed <= limit || last === undefined || !page.nextCursor) {
    return page;
  }
  return {
    items: [...page.items, ...previous.items.filter((entry) => entry.key > last)],
    nextCursor: previous.nextCursor,
    total: page.total,
  };
}

export async function more(prefix: string, page: KeyPage): Promise<KeyPage> {
  if (!page.nextCursor) {
    return page;
  }
  const query = { prefix, limit: morePageSize, cursor: page.nextCursor };
  const { data } = await unwrap(client.GET("/api/kv", { params: { query } }));
  return { ...data, items: [...page.items, ...data.items] };
}

/** The value of a key, null if it has none. */
export async function load(key: string, signal?: AbortSignal): Promise<Stored | null> {
  try {
    const { data, response } = await unwrap(
      client.GET("/api/kv/{key}", { params: { path: { key } }, parseAs: "text", ...(signal ? { signal } : {}) }),
    );
    return { text: data, etag: response.headers.get("ETag") ?? "" };
  } catch (error) {
    if (error instanceof Failure && error.problem === "key-not-found") {
      return null;
    }
    throw error;
  }
}

/** Sets a key whose value is `base` (null: that has none). */
export function save(key: string, text: string, base: Stored | null): Promise<Schemas["KeyWritten"]> {
  return insist(async (idempotencyKey) => {
    const condition = base ? { "If-Match": base.etag } : { "If-None-Match": "*" };
    const request = client.PUT("/api/kv/{key}", {
      params: { path: { key }, header: { ...condition, "Idempotency-Key": idempotencyKey } },
      body: text,
      bodySerializer: compactText,
    });
    return (await unwrap(request)).data;
  });
}

/** Deletes a key whose value is `base`. */
export function remove(key: string, base: Stored): Promise<void> {
  return insist(async (idempotencyKey) => {
    const header = { "If-Match": base.etag, "Idempotency-Key": idempotencyKey };
    await unwrap(client.DELETE("/api/kv/{key}", { params: { path: { key }, header } }));
  });
}

/** The body is JSON text already. Formatted it can be larger than the API's limit for bodies. */
const compactText = (body: unknown): string => compact(String(body));

/** Whether a write failed because the value has changed since `base` was read. */
export const isConflict = (failure: Failure): boolean => failure.problem === "precondition-failed";
