import { count, duration, plural } from "../text/words";
import type { Figures } from "./figures";
import type { Status, SystemView } from "./status";

export type Health = "healthy" | "failing" | "unknown";

/** What is shown of a part of the system. */
export interface State {
  health: Health;
  text: string;
  /** A figure beside the text, such as a latency or a depth. */
  figure?: string | undefined;
}

/** Milliseconds: events that take longer from acceptance to the event log are not being delivered. */
export const maxDelay = 10_000;

/** What the API reports of the events under way, where its keys let it read it; undefined means unknown. */
export interface Backlog {
  /** Events that the queue has not acknowledged yet. */
  outbox: number | undefined;
  /** Milliseconds since the oldest event was accepted that has not reached the event log. */
  oldest: number | undefined;
  /** Messages in the queue. */
  queue: number | undefined;
  deadLetters: number | undefined;
}

export function backlogOf(status: Status | undefined): Backlog {
  const seconds = status?.oldestInFlightSeconds ?? undefined;
  return {
    outbox: status?.waiting ?? undefined,
    oldest: seconds === undefined ? undefined : seconds * 1000,
    queue: status?.queueDepth ?? undefined,
    deadLetters: status?.deadLetters ?? undefined,
  };
}

export interface SystemHealth {
  api: State;
  redis: State;
  queue: State;
  consumer: State;
  log: State;
  deadLetters: State;
}

const unknown: State = { health: "unknown", text: "Unknown" };

/** The state of each part. An answer that is out of date says nothing of now: then everything behind the API is unknown. */
export function healthOf({ status, failure, roundTrip }: SystemView, figures?: Figures): SystemHealth {
  if (failure || !status) {
    const api: State = failure ? { health: "failing", text: "Unreachable" } : unknown;
    return { api, redis: unknown, queue: unknown, consumer: unknown, log: unknown, deadLetters: unknown };
  }
  const backlog = backlogOf(status);
  const isBehind = backlog.oldest !== undefined && backlog.oldest > maxDelay;
  const redis = dependency(status, "redis");
  const log = dependency(status, "events");
  return {
    api: { health: "healthy", text: "Healthy", figure: roundTrip === undefined ? undefined : duration(roundTrip) },
    redis,
    queue: queueState(dependency(status, "ingress"), backlog),
    consumer: consumerState(backlog, isBehind, figures),
    log,
    deadLetters: deadLetterState(backlog.deadLetters),
  };
}

function dependency(status: Status, name: string): State {
  const found = status.dependencies.find((each) => each.name === name);
  if (!found || found.state === "unknown") {
    return unknown;
  }
  return found.state === "up"
    ? { health: "healthy", text: "Healthy", figure: duration(found.milliseconds) }
    : { health: "failing", text: "Unreachable" };
}

function queueState(reachability: State, { queue }: Backlog): State {
  return queue === undefined || reachability.health !== "healthy"
    ? reachability
    : { ...reachability, figure: plural(queue, "message") };
}

function consumerState({ oldest }: Backlog, isBehind: boolean, figures: Figures | undefined): State {
  if (oldest === undefined) {
    return unknown;
  }
  return isBehind
    ? { health: "failing", text: "Not delivering", figure: `oldest event ${duration(oldest)}` }
    : { health: "healthy", text: "Healthy", figure: figures && `${count(figures.total / figures.minutes)}/min` };
}

function deadLetterState(letters: number | undefined): State {
  if (letters === undefined) {
    return unknown;
  }
  return letters === 0
    ? { health: "healthy", text: "No dead letters" }
    : { health: "failing", text: plural(letters, "dead letter") };
}

export const figureOf = (value: number | undefined): string => (value === undefined ? "Unknown" : count(value));
