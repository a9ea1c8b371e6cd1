import { client, type Schemas } from "../api/client";
import { unwrap } from "../api/failure";
import { useLive } from "../live/useLive";

export interface TimedStatus {
  status: Schemas["SystemStatus"];
  /** Milliseconds that the browser waited for the answer. */
  roundTrip: number;
}

/** Rarely, since it asks every dependency. */
const every = 10_000;

export async function askStatus(signal: AbortSignal): Promise<TimedStatus> {
  const start = performance.now();
  const { data } = await unwrap(client.GET("/api/status", { signal }));
  return { status: data, roundTrip: performance.now() - start };
}

export const useStatusLive = () => useLive<TimedStatus>("status", every, askStatus);
