import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Failure } from "../api/failure";
import { keep, kept } from "./cache";
import { type Poll, poll } from "./poll";

export interface Live<T> {
  /** The last answer; it stays while later ones fail. */
  data: T | undefined;
  failure: Failure | undefined;
  /** When the next attempt is made after a failure. */
  retryAt: number | undefined;
  refresh(): void;
  /** Replaces the answer by a newer one, such as the value just written. */
  change(data: T): void;
}

interface State<T> {
  key: string;
  data?: T;
  failure?: Failure;
  retryAt?: number | undefined;
}

/**
 * When the next request is sent: after a pause in milliseconds, perhaps by the answer (false ends the polling), or when
 * a counter of changes counts up. A function must be the same each time.
 */
type When<T> = number | ((data: T) => number | false) | ReadonlySignal<number>;

/** Milliseconds until a request is repeated although no change was noticed. */
const quietPause = 10 * 60_000;

/**
 * Keeps an answer up to date while the component is mounted. `key` identifies the request in the whole site: its last
 * answer is shown at once when it is mounted again.
 */
export function useLive<T>(
  key: string,
  when: When<T>,
  request: (signal: AbortSignal, previous: T | undefined) => Promise<T>,
): Live<T> {
  const [state, setState] = useState<State<T>>(() => initial(key));
  const current = useRef<T | undefined>(undefined);
  const latest = useRef(request);
  latest.current = request;
  const running = useRef<Poll | undefined>(undefined);
  const shown = useRef(key);
  shown.current = key;

  function accept(data: T): void {
    current.current = data;
    keep(key, data);
    setState({ key, data });
  }

  useEffect(() => {
    const start = initial<T>(key);
    current.current = start.data;
    setState(start);
    let isFailing = false;
    const mine = poll<T>({
      request: (signal) => latest.current(signal, current.current),
      next: (data) => {
        isFailing = false;
        accept(data);
        return pauseAfter(when, data);
      },
      failed: (failure, retryAt) => {
        isFailing = true;
        setState({ key, failure, retryAt, ...(current.current === undefined ? {} : { data: current.current }) });
      },
    });
    running.current = mine;
    const seen = isSignal(when) ? when.peek() : 0;
    // A failing request keeps to its back-off.
    const unsubscribe = isSignal(when)
      ? when.subscribe((changes) => {
          if (changes !== seen && !isFailing) {
            mine.now();
          }
        })
      : undefined;
    return () => {
      unsubscribe?.();
      mine.stop();
    };
  }, [key, when]);

  const valid = state.key === key ? state : initial<T>(key);
  return {
    data: valid.data,
    failure: valid.failure,
    retryAt: valid.retryAt,
    refresh: () => running.current?.now(),
    change: (data) => {
      if (shown.current !== key) {
        // It comes late: another request has taken this one's place.
        keep(key, data);
        return;
      }
      accept(data);
      // The answer under way is older than this one.
      const pause = pauseAfter(when, data);
      if (pause !== false) {
        running.current?.later(pause);
      }
    },
  };
}

function initial<T>(key: string): State<T> {
  const data = kept(key) as T | undefined;
  return data === undefined ? { key } : { key, data };
}

const isSignal = <T>(when: When<T>): when is ReadonlySignal<number> => typeof when === "object";

function pauseAfter<T>(when: When<T>, data: T): number | false {
  if (isSignal(when)) {
    return quietPause;
  }
  return typeof when === "number" ? when : when(data);
}
