import { useEffect, useRef, useState } from "preact/hooks";
import type { Failure } from "../api/failure";
import { type Poll, poll } from "./poll";

export interface Live<T> {
  /** The last answer; it stays while later ones fail. */
  data: T | undefined;
  failure: Failure | undefined;
  /** When the next attempt is made after a failure. */
  retryAt: number | undefined;
  refresh(): void;
  /** Replaces the answer by what is known better, such as what was just written. */
  change(data: T): void;
}

interface State<T> {
  key: string;
  data?: T;
  failure?: Failure;
  retryAt?: number;
}

/**
 * Keeps an answer up to date while the component is there. Another `key` is another question; `every` is the pause in
 * milliseconds, or tells it from the answer, where false is the end (and must be the same function each time).
 */
export function useLive<T>(
  key: string,
  every: number | ((data: T) => number | false),
  ask: (signal: AbortSignal, previous: T | undefined) => Promise<T>,
): Live<T> {
  const [state, setState] = useState<State<T>>({ key });
  const current = useRef<T | undefined>(undefined);
  const latest = useRef(ask);
  latest.current = ask;
  const running = useRef<Poll | undefined>(undefined);

  useEffect(() => {
    current.current = undefined;
    const mine = poll<T>({
      ask: (signal) => latest.current(signal, current.current),
      next: (data) => {
        current.current = data;
        setState({ key, data });
        return pauseAfter(every, data);
      },
      failed: (failure, retryAt) =>
        setState({ key, failure, retryAt, ...(current.current === undefined ? {} : { data: current.current }) }),
    });
    running.current = mine;
    return () => mine.stop();
  }, [key, every]);

  const valid = state.key === key ? state : ({ key } as State<T>);
  return {
    data: valid.data,
    failure: valid.failure,
    retryAt: valid.retryAt,
    refresh: () => running.current?.now(),
    change: (data) => {
      current.current = data;
      setState({ key, data });
      // What is on its way is older than this.
      const pause = pauseAfter(every, data);
      if (pause !== false) {
        running.current?.later(pause);
      }
    },
  };
}

const pauseAfter = <T>(every: number | ((data: T) => number | false), data: T): number | false =>
  typeof every === "number" ? every : every(data);
