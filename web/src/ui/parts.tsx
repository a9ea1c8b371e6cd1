import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../api/failure";
import { reachable, serverNow } from "../live/connection";
import { ago, duration, fullTime } from "../text/words";
import { Icon, type IconName } from "./Icon";

const now = signal(serverNow());
setInterval(() => {
  if (!document.hidden) {
    now.value = serverNow();
  }
}, 1000);

/** "5 min. ago", with the exact time as its title. */
export function Ago({ time }: { time: string }) {
  const moment = Date.parse(time);
  return (
    <time dateTime={time} title={fullTime(moment)}>
      {ago(moment, now.value)}
    </time>
  );
}

export function Empty(props: { icon: IconName; title: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={props.icon} />
      </span>
      <div class="empty-title">{props.title}</div>
      {props.children}
    </div>
  );
}

/** Stands where something is about to be. */
export function Loading({ rows = 4, what }: { rows?: number; what: string }) {
  return (
    <div class="loading" role="status">
      <span class="hidden">Loading {what}…</span>
      {Array.from({ length: rows }, (_, i) => (
        <div class="bone" key={i} />
      ))}
    </div>
  );
}

/** Says what went wrong and when it is tried again; says nothing where the banner says it all. */
export function Trouble(props: { failure: Failure | undefined; retryAt?: number | undefined; retry?: () => void }) {
  const { failure, retryAt, retry } = props;
  if (!failure || (failure.unreachable && !reachable.value && retry)) {
    return null;
  }
  return (
    <div class="trouble" role="alert">
      <Icon name="alert" />
      <div>
        <p>{failure.message}</p>
        {failure.traceId && <p class="fine">Trace {failure.traceId}</p>}
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

export function Countdown({ until }: { until: number }) {
  const [left, setLeft] = useState(until - Date.now());
  useEffect(() => {
    setLeft(until - Date.now());
    const timer = setInterval(() => setLeft(until - Date.now()), 500);
    return () => clearInterval(timer);
  }, [until]);
  // Not announced: a screen reader would count along.
  return <span aria-live="off">{left > 500 ? `Next attempt in ${Math.round(left / 1000)} s.` : "Trying now…"}</span>;
}

/** How long an event took from acceptance to the event log. */
export function Latency({ milliseconds }: { milliseconds: number }) {
  const pace = milliseconds < 500 ? "fast" : milliseconds < 5000 ? "fair" : "slow";
  return (
    <span class={`latency ${pace}`}>
      <span class="hidden">processed after </span>
      {duration(milliseconds)}
    </span>
  );
}
