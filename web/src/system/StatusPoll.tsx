import { useEffect } from "preact/hooks";
import { noteStatus } from "../live/changes";
import { type Live, useLive } from "../live/useLive";
import { loadStatus, type Status, system, type TimedStatus } from "./status";

/** Whether events are under way: their way is shown more closely. */
const isBusy = (status: Status): boolean => (status.waiting ?? 0) + (status.queueDepth ?? 0) > 0;

/** Milliseconds between two requests. It is the only thing that an open page requests while nothing changes. */
const pauseOf = ({ status }: TimedStatus): number => (isBusy(status) ? 1500 : 3000);

/** How to request the status now; the System page's "Try now" needs it. */
export let refreshStatus: Live<TimedStatus>["refresh"] = () => {};

/** Polls the status for all pages, and notes from it what else is out of date. */
export function StatusPoll() {
  const live = useLive<TimedStatus>("status", pauseOf, loadStatus);
  refreshStatus = live.refresh;
  useEffect(() => {
    system.value = {
      status: live.data?.status,
      failure: live.failure,
      retryAt: live.retryAt,
      roundTrip: live.data?.roundTrip,
    };
    if (live.data || live.failure) {
      noteStatus(live.failure ? undefined : live.data?.status);
    }
  }, [live.data, live.failure, live.retryAt]);
  return null;
}
