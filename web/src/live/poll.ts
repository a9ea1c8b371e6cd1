import { Failure } from "../api/failure";
import { reachable } from "./connection";

export interface Poll {
  /** Asks now, and goes on from there. */
  now(): void;
  /** Drops the question that is under way and asks again after some milliseconds. */
  later(pause: number): void;
  stop(): void;
}

interface PollOptions<T> {
  ask: (signal: AbortSignal) => Promise<T>;
  /** Milliseconds until the next question; false to stop. */
  next: (answer: T) => number | false;
  failed: (failure: Failure, retryAt: number) => void;
}

const longestPause = 30_000;

/**
 * Asks again and again: not while nobody looks, at once when somebody looks again or the network is back, and ever
 * more rarely while there are failures.
 */
export function poll<T>({ ask, next, failed }: PollOptions<T>): Poll {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  let due = 0;
  let failures = 0;
  let over = false;

  function schedule(pause: number): void {
    due = Date.now() + pause;
    timer = setTimeout(run, pause);
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
      const pause = next(await ask(mine.signal));
      if (mine.signal.aborted) {
        return;
      }
      if (pause === false) {
        stop();
        return;
      }
      failures = 0;
      schedule(pause);
    } catch (error) {
      if (mine.signal.aborted) {
        return;
      }
      const failure = Failure.of(error);
      const backOff = Math.min(1000 * 2 ** failures++, longestPause);
      // Spread, so that those that were cut off together do not come back together.
      const pause = Math.max(backOff * (0.75 + Math.random() / 2), failure.retryAfter ?? 0);
      failed(failure, Date.now() + pause);
      schedule(pause);
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
    forget();
  }

  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", now);
  // Another question was answered: no need to wait on with this one.
  const forget = reachable.subscribe((isReachable) => {
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
