import createClient from "openapi-fetch";
import { observe } from "../live/connection";
import { authorized } from "../signin/session";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/** Milliseconds after which a request fails: above the API's request deadline of 15 s. */
const requestTimeout = 20_000;

export const client = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) =>
    authorized(request, (each) =>
      observe(() => fetch(each, { signal: AbortSignal.any([each.signal, AbortSignal.timeout(requestTimeout)]) })),
    ),
});
