import { signal } from "@preact/signals";
import { useEffect, useId, useState } from "preact/hooks";
import type { Failure } from "../api/failure";
import { reachable } from "../live/connection";
import { SignInButton } from "../signin/SignIn";
import { session } from "../signin/session";
import { Icon } from "./Icon";
import { TraceLink } from "./TraceLink";

/** Every alert on the page with its cause, oldest first. */
const alerts = signal<{ id: string; cause: string }[]>([]);

/** Whether this is the alert to show for its cause: several requests fail for one cause, and one alert names it. */
function useIsFirst(cause: string | undefined): boolean {
  const id = useId();
  useEffect(() => {
    if (cause === undefined) {
      return;
    }
    alerts.value = [...alerts.peek(), { id, cause }];
    return () => {
      alerts.value = alerts.peek().filter((each) => each.id !== id);
    };
  }, [cause, id]);
  return cause !== undefined && alerts.value.find((each) => each.cause === cause)?.id === id;
}

interface Props {
  failure: Failure | undefined;
  retryAt?: number | undefined;
  retry?: () => void;
  /** What was not done, such as "Not saved". */
  what?: string;
}

/** What went wrong and when it is retried; nothing where the banner of the connection or of the session says it. */
export function Trouble({ failure, retryAt, retry, what }: Props) {
  const isFirst = useIsFirst(failure && `${what ?? ""}: ${failure.message}`);
  const hasExpired = failure?.status === 401 && session.value.state === "expired";
  if (!failure || !isFirst || (retry && (hasExpired || (failure.unreachable && !reachable.value)))) {
    return null;
  }
  return (
    <div class="trouble" role="alert">
      <Icon name="alert" />
      <div>
        {what && <strong>{what}</strong>}
        <p>{hasExpired ? "Your session has expired" : failure.message}</p>
        {hasExpired && <SignInButton />}
        {failure.traceId && (
          <p class="fine">
            <TraceLink traceId={failure.traceId} />
          </p>
        )}
        {retry && (
          <p class="fine">
            {retryAt && <Countdown until={retryAt} />}{" "}
            <button type="button" class="link" onClick={retry}>
              Try now
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const [left, setLeft] = useState(until - Date.now());
  useEffect(() => {
    setLeft(until - Date.now());
    const timer = setInterval(() => setLeft(until - Date.now()), 500);
    return () => clearInterval(timer);
  }, [until]);
  // Not announced: a screen reader would count along.
  return <span aria-live="off">{left > 500 ? `Next attempt in ${Math.round(left / 1000)} s.` : "Trying now…"}</span>;
}
