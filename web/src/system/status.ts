import { computed, signal } from "@preact/signals";
import { client, type Schemas } from "../api/client";
import { type Failure, unwrap } from "../api/failure";

export type Status = Schemas["SystemStatus"] & { oldestInFlightSeconds?: number | null };

export interface SystemView {
  /** The last answer; undefined until there is one. */
  status: Status | undefined;
  /** Why the last request failed; undefined where it did not. */
  failure: Failure | undefined;
  retryAt: number | undefined;
  /** Milliseconds from the request to the answer, as the browser sees it. */
  roundTrip: number | undefined;
}

export interface TimedStatus {
  status: Status;
  roundTrip: number;
}

/** The state of the system, for every page: polled in one place (StatusPoll). */
export const system = signal<SystemView>({
  status: undefined,
  failure: undefined,
  retryAt: undefined,
  roundTrip: undefined,
});

/** Address of the dashboard with logs and traces; undefined where there is none, or it is not known yet. */
export const dashboard = computed(() => system.value.status?.dashboard ?? undefined);

/** Milliseconds: the API gives up on its dependencies after 4 s, so an API without an answer by then is unreachable. */
const timeout = 8000;

export async function loadStatus(signal: AbortSignal): Promise<TimedStatus> {
  const start = performance.now();
  const { data } = await unwrap(
    client.GET("/api/status", { signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) }),
  );
  return { status: data, roundTrip: performance.now() - start };
}
