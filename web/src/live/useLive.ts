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

type Pause<T> = number | ((data: T) => number | false);

/**
 * Keeps an answer up to date while the component is mounted. `key` identifies the request in the whole site: its last
 * answer is shown at once when it is mounted again. `every` is the pause in milliseconds, or a function of the answer,
 * where false ends the polling (and must be the same function each time).
 */
export function useLive<T>(
  key: string,
  every: Pause<T>,
  request: (signal: AbortSignal, previous: T | undefined) => Promise<T>,
): Live<T> {
  const [state, setState] = useState<State<T>>(() => initial(key));
  const current = useRef<T | undefined>(undefined);
  const latest = useRef(request);
  latest.current = request;
  const running = useRef<Poll | undefined>(undefined);

  function accept(data: T): void {
    current.current = data;
    keep(key, data);
    setState({ key, data });
  }

  useEffect(() => {
    const start = initial<T>(key);
    current.current = start.data;
    setState(start);
    const mine = poll<T>({
      request: (signal) => latest.current(signal, current.current),
      next: (data) => {
        accept(data);
        return pauseAfter(every, data);
      },
      failed: (failure, retryAt) =>
        setState({ key, failure, retryAt, ...(current.current === undefined ? {} : { data: current.current }) }),
    });
    running.current = mine;
    return () => mine.stop();
  }, [key, every]);

  const valid = state.key === key ? state : initial<T>(key);
  return {
    data: valid.data,
    failure: valid.failure,
    retryAt: valid.retryAt,
    refresh: () => running.current?.now(),
    change: (data) => {
      accept(data);
      // The answer under way is older than this one.
      const pause = pauseAfter(every, data);
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

const pauseAfter = <T>(every: Pause<T>, data: T): number | false => (typeof every === "number" ? every : every(data));
