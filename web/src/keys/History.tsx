import { useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { type Feed, latency, newest, older } from "../events/feed";
import { historyPage, type LogEvent, type PageQuery } from "../events/log";
import { useLive } from "../live/useLive";
import { pretty } from "../text/json";
import { DiffView } from "../ui/DiffView";
import { Icon } from "../ui/Icon";
import { Ago, Empty, Latency, Loading, Trouble } from "../ui/parts";
import type { Stored } from "./values";

const pageSize = 20;

/** What the diff of a write starts from and leads to; nothing is the empty text. */
export const textOf = (event: LogEvent | undefined): string => (event?.type === "kv.set" ? pretty(event.dataText) : "");

export function History(props: { name: string; current: Stored | null | undefined; restore: (text: string) => void }) {
  const { name } = props;
  // A write is seen here as soon as it is processed.
  const load = (query: PageQuery, signal: AbortSignal) => historyPage(name, query, signal);
  const feed = useLive<Feed>(name, 2000, (signal, previous) => newest(previous, (q) => load(q, signal), pageSize));
  const [failure, setFailure] = useState<Failure>();

  async function loadOlder(from: Feed): Promise<void> {
    setFailure(undefined);
    try {
      feed.change(await older(from, (query) => load(query, new AbortController().signal), pageSize));
    } catch (error) {
      setFailure(Failure.of(error));
    }
  }

  const events = feed.data?.items ?? [];
  // The oldest one that is loaded has nothing yet to be compared with.
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
        <Empty
          icon="clock"
          title={props.current ? "The first write is on its way" : "Nothing has happened to this key"}
        />
      )}
      <ol class="versions">
        {shown.map((event, i) => (
          <Version
            event={event}
            previous={events[i + 1]}
            isCurrent={i === 0 && props.current !== null}
            restore={props.restore}
            key={event.id}
          />
        ))}
      </ol>
      <Trouble failure={failure} />
      {feed.data?.nextCursor && (
        <div class="more">
          <button type="button" class="button" onClick={() => feed.data && loadOlder(feed.data)}>
            Show older
          </button>
        </div>
      )}
    </section>
  );
}

interface VersionProps {
  event: LogEvent;
  previous: LogEvent | undefined;
  isCurrent: boolean;
  restore: (text: string) => void;
}

function Version({ event, previous, isCurrent, restore }: VersionProps) {
  const [before, after] = [textOf(previous), textOf(event)];
  const verb = event.type === "kv.deleted" ? "Deleted" : before === "" ? "Created" : "Changed";
  return (
    <li class={`version ${verb.toLowerCase()}`}>
      <div class="version-head">
        <strong>{verb}</strong>
        <Ago time={event.time} />
        <Latency milliseconds={latency(event)} />
        <span class="grow" />
        {isCurrent ? (
          <span class="badge">current</span>
        ) : (
          after && (
            <button type="button" class="link" onClick={() => restore(after)}>
              Edit from here
            </button>
          )
        )}
      </div>
      <DiffView before={before} after={after} />
    </li>
  );
}
