import createClient from "openapi-fetch";
import { observe } from "../live/connection";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/** The API's own limit is 15 s: what has not answered after this is out of reach. */
const patience = 20_000;

export const client = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) =>
    observe(() => fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) })),
});
