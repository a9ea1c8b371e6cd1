import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { serverNow } from "../live/connection";
import { ago, duration, fullTime } from "../text/words";
import { Icon, type IconName } from "./Icon";

let timer: ReturnType<typeof setInterval> | undefined;
const advance = (): void => {
  if (!document.hidden) {
    now.value = serverNow();
  }
};

/** Advances while a component shows it. */
const now = signal(serverNow(), {
  watched() {
    queueMicrotask(advance);
    timer = setInterval(advance, 1000);
  },
  unwatched() {
    clearInterval(timer);
  },
});

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

/** Placeholder rows until the first answer. */
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

/** Time of an event from acceptance to the event log. */
export function Latency({ milliseconds }: { milliseconds: number }) {
  const pace = milliseconds < 500 ? "fast" : milliseconds < 5000 ? "fair" : "slow";
  return (
    <span class={`latency ${pace}`}>
      <span class="hidden">processed after </span>
      {duration(milliseconds)}
    </span>
  );
}
