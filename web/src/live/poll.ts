import { Failure } from "../api/failure";
import { reachable } from "./connection";

export interface Poll {
  /** Requests now, and continues from there. */
  now(): void;
  /** Aborts the request under way and sends the next one after some milliseconds. */
  later(pause: number): void;
  stop(): void;
}

interface PollOptions<T> {
  request: (signal: AbortSignal) => Promise<T>;
  /** Milliseconds until the next request; false to stop. */
  next: (answer: T) => number | false;
  /** `retryAt` is undefined where the request is refused for good and therefore not repeated. */
  failed: (failure: Failure, retryAt: number | undefined) => void;
}

const maxBackOff = 30_000;

/**
 * Repeats a request: not while the page is hidden, at once when it becomes visible or the network is back, with
 * exponential back-off and jitter while it fails.
 */
export function poll<T>({ request, next, failed }: PollOptions<T>): Poll {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  let due = 0;
  let failures = 0;
  let over = false;

  function schedule(pause: number): void {
    due = Date.now() + pause;
    timer = setTimeout(run, pause);
  }

  function fail(failure: Failure): void {
    if (failure.permanent) {
      due = Number.POSITIVE_INFINITY;
      failed(failure, undefined);
      return;
    }
    const backOff = Math.min(1000 * 2 ** failures++, maxBackOff);
    // Jitter, so that clients that were cut off together do not return together.
    const pause = Math.max(backOff * (0.75 + Math.random() / 2), failure.retryAfter ?? 0);
    failed(failure, Date.now() + pause);
    schedule(pause);
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    running?.abort();
    if (over || document.hidden) {
      return;
    }
    const mine = new AbortController();
    running = mine;
    try {
      const answer = await request(mine.signal);
      // An answer that was complete when its request was aborted is outdated too.
      if (mine.signal.aborted) {
        return;
      }
      failures = 0;
      const pause = next(answer);
      if (pause === false) {
        stop();
      } else {
        schedule(pause);
      }
    } catch (error) {
      if (!mine.signal.aborted) {
        fail(Failure.of(error));
      }
    }
  }

  function look(): void {
    if (!document.hidden && Date.now() >= due) {
      void run();
    }
  }

  function now(): void {
    due = 0;
    void run();
  }

  function stop(): void {
    over = true;
    clearTimeout(timer);
    running?.abort();
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("online", now);
    unsubscribe();
  }

  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", now);
  // Another request succeeded: no need to wait for the back-off of this one.
  const unsubscribe = reachable.subscribe((isReachable) => {
    if (isReachable && failures > 0) {
      now();
    }
  });
  now();
  return {
    now,
    later(pause) {
      clearTimeout(timer);
      running?.abort();
      schedule(pause);
    },
    stop,
  };
}
