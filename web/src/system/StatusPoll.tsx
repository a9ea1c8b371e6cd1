import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import { type Live, useLive } from "../live/useLive";
import { loadStatus, system, type TimedStatus } from "./status";

/** Milliseconds between two requests: often where the state is shown, else for the links and badges that depend on it. */
const pauses = { system: 5000, elsewhere: 30_000 };

/** How to request the status now; the System page's "Try now" needs it. */
export let refreshStatus: Live<TimedStatus>["refresh"] = () => {};

/** Polls the status for all pages. */
export function StatusPoll() {
  const { path } = useLocation();
  const live = useLive<TimedStatus>("status", path === "/" ? pauses.system : pauses.elsewhere, loadStatus);
  refreshStatus = live.refresh;
  useEffect(() => {
    system.value = {
      status: live.data?.status,
      failure: live.failure,
      retryAt: live.retryAt,
      roundTrip: live.data?.roundTrip,
    };
  }, [live.data, live.failure, live.retryAt]);
  return null;
}
