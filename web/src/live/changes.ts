import { signal } from "@preact/signals";
import type { Status } from "../system/status";

/** Counts up when a write may have been accepted: what is read from Redis is then out of date. */
export const accepted = signal(0);

/** Counts up when an event may have been recorded: what is read from the event log is then out of date. */
export const recorded = signal(0);

/** Milliseconds after the last accepted event in which it is probably recorded. */
const settling = 15_000;

/** null before the first event of the system, undefined before the first status. */
let lastSequence: string | null | undefined;
let settledAt = 0;

/**
 * Notes from a status whether anything has changed. The sequence of the last accepted event is the cheapest sign of
 * it: while it stays the same, an open page requests nothing else, and a serverless database can sleep.
 */
export function noteStatus(status: Status | undefined): void {
  const sequence = status ? (status.lastSequence ?? null) : undefined;
  const isFirst = lastSequence === undefined && sequence !== undefined;
  const isChanged = sequence === undefined || sequence !== lastSequence;
  lastSequence = sequence;
  if (isFirst) {
    return;
  }
  if (isChanged) {
    accepted.value++;
    settledAt = Date.now() + settling;
  }
  // The state of the event log is that of its last use: only another use shows that it is back.
  const isLogDown = status?.dependencies.some(({ name, state }) => name === "events" && state === "down") ?? false;
  const isUnderWay = Date.now() < settledAt || (status?.waiting ?? 0) + (status?.queueDepth ?? 0) > 0;
  if (isChanged || isUnderWay || isLogDown) {
    recorded.value++;
  }
}

/** Notes that an event is known to be recorded. */
export function noteRecorded(): void {
  recorded.value++;
}

export function forgetChanges(): void {
  lastSequence = undefined;
  settledAt = 0;
}
