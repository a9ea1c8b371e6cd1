import { useState } from "preact/hooks";
import { type Feed, latency, newest, older } from "../events/feed";
import { historyPage, type Version as LoggedVersion, type PageQuery } from "../events/log";
import { recorded } from "../live/changes";
import { useLive } from "../live/useLive";
import { may } from "../signin/session";
import { pretty } from "../text/json";
import { count } from "../text/words";
import { DiffView } from "../ui/DiffView";
import { Icon } from "../ui/Icon";
import { More } from "../ui/More";
import { Ago, Empty, Latency, Loading } from "../ui/parts";
import { Trouble } from "../ui/Trouble";
import type { Stored } from "./values";

/** Versions come with their data, of up to 64 KiB each: few are requested before they are asked for. */
const firstPageSize = 5;
const pageSize = 20;
/** Versions that are requested after a change: they come with their data. */
const refreshSize = 3;
/** Characters of both texts together up to which a difference is shown at once; computing a larger one takes time. */
const maxOpen = 4000;

/** What the diff of a write starts from and leads to; a deleted key is the empty text. */
const textOf = (event: LoggedVersion | undefined): string => (event?.type === "kv.set" ? pretty(event.dataText) : "");

export function History(props: { name: string; current: Stored | null | undefined; restore: (text: string) => void }) {
  const { name } = props;
  const load = (query: PageQuery, signal: AbortSignal) => historyPage(name, query, signal);
  const feed = useLive<Feed<LoggedVersion>>(`history ${name}`, recorded, (signal, previous) =>
    newest(previous, (query) => load(query, signal), firstPageSize, refreshSize),
  );
  const events = feed.data?.items ?? [];
  // The oldest one that is loaded has no predecessor to be compared with yet.
  const shown = feed.data?.nextCursor ? events.slice(0, -1) : events;
  return (
    <section class="history" aria-labelledby="history-title">
      <h2 id="history-title">
        <Icon name="history" />
        History
      </h2>
      <Trouble failure={feed.failure} retryAt={feed.retryAt} retry={feed.refresh} />
      {!feed.data && !feed.failure && <Loading what="the history" rows={3} />}
      {feed.data && shown.length === 0 && (
        <Empty icon="clock" title={props.current ? "The first write is not in the event log yet" : "No history"} />
      )}
      <ol class="versions">
        {shown.map((event, i) => (
          <Version
            event={event}
            previous={events[i + 1]}
            isNewest={i === 0 && props.current !== null}
            isCurrent={i === 0 && Boolean(props.current)}
            restore={props.restore}
            key={event.id}
          />
        ))}
      </ol>
      {feed.data?.nextCursor && (
        <More
          name="Show older"
          note={`${count(shown.length)} versions shown`}
          load={async () => {
            if (feed.data) {
              feed.change(await older(feed.data, (query) => load(query, new AbortController().signal), pageSize));
            }
          }}
        />
      )}
    </section>
  );
}

interface VersionProps {
  event: LoggedVersion;
  previous: LoggedVersion | undefined;
  /** The last write, unless the key has no value: restoring it would change nothing. */
  isNewest: boolean;
  /** Its value is known to be the current one. */
  isCurrent: boolean;
  restore: (text: string) => void;
}

function Version({ event, previous, isNewest, isCurrent, restore }: VersionProps) {
  const isDeletion = event.type === "kv.deleted";
  const verb = isDeletion ? "Deleted" : previous?.type === "kv.set" ? "Changed" : "Created";
  return (
    <li class={`version ${verb.toLowerCase()}`}>
      <div class="version-head">
        <strong>{verb}</strong>
        <Ago time={event.time} />
        <Latency milliseconds={latency(event)} />
        {isCurrent && <span class="badge">current</span>}
        {!isNewest && !isDeletion && may("write") && (
          <button type="button" class="link" onClick={() => restore(textOf(event))}>
            Restore this version
          </button>
        )}
      </div>
      <Changes event={event} previous={previous} />
    </li>
  );
}

function Changes({ event, previous }: Pick<VersionProps, "event" | "previous">) {
  const isSmall = event.dataText.length + (previous?.dataText.length ?? 0) <= maxOpen;
  const [isOpen, setOpen] = useState(isSmall);
  return isOpen ? (
    <DiffView before={textOf(previous)} after={textOf(event)} />
  ) : (
    <button type="button" class="link" onClick={() => setOpen(true)}>
      Show changes
    </button>
  );
}
