import createClient from "openapi-fetch";
import { observe } from "../live/connection";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/** Milliseconds after which a request fails: above the API's request deadline of 15 s. */
const requestTimeout = 20_000;

export const client = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) =>
    observe(() => fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(requestTimeout)]) })),
});
