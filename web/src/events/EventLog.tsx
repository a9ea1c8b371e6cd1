import { useEffect, useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { useLive } from "../live/useLive";
import { dashboard, findDashboard } from "../system/dashboard";
import { pretty } from "../text/json";
import { count, fullTime, traceId } from "../text/words";
import { Icon } from "../ui/Icon";
import { Ago, Empty, Latency, Loading, Trouble } from "../ui/parts";
import { type Feed, latency, newest, older } from "./feed";
import { type LogEvent, logPage, type PageQuery } from "./log";

const pageSize = 50;

export interface Filter {
  type: string;
  subject: string;
}

export function EventLog({ filter, setFilter }: { filter: Filter; setFilter: (filter: Filter) => void }) {
  const isFiltered = filter.type !== "" || filter.subject !== "";
  const load = (query: PageQuery, signal: AbortSignal) =>
    logPage(Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== "")), query, signal);
  const feed = useLive<Feed>(JSON.stringify(filter), 2000, (signal, previous) =>
    newest(previous, (query) => load(query, signal), pageSize),
  );
  useEffect(() => void findDashboard(), []);

  return (
    <section class="log" aria-labelledby="log-title">
      <div class="log-head">
        <h2 id="log-title">Event log</h2>
        <FilterField name="Type" value={filter.type} change={(type) => setFilter({ ...filter, type })} />
        <FilterField name="Subject" value={filter.subject} change={(subject) => setFilter({ ...filter, subject })} />
      </div>
      <Trouble failure={feed.failure} retryAt={feed.retryAt} retry={feed.refresh} />
      {!feed.data && !feed.failure && <Loading what="events" rows={8} />}
      {feed.data?.items.length === 0 && (
        <Empty
          icon={isFiltered ? "search" : "bolt"}
          title={isFiltered ? "No event is like this" : "Nothing has happened yet"}
        >
          {!isFiltered && <p>Send an event, or set a key: every write is an event too.</p>}
        </Empty>
      )}
      <ol class="rows">
        {feed.data?.items.map((event) => (
          <Row event={event} key={event.id} />
        ))}
      </ol>
      {feed.data?.nextCursor && (
        <Older
          feed={feed.data}
          load={(from) => older(from, (query) => load(query, new AbortController().signal), pageSize)}
          loaded={feed.change}
        />
      )}
    </section>
  );
}

function FilterField({ name, value, change }: { name: string; value: string; change: (value: string) => void }) {
  return (
    <label class="filter">
      <span class="hidden">{name} is exactly</span>
      <input
        type="search"
        value={value}
        placeholder={name}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => change(event.currentTarget.value.trim())}
      />
    </label>
  );
}

function Row({ event }: { event: LogEvent }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details class="event" onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>
          <Icon name="chevron" />
          <span class={event.type.startsWith("kv.") ? "type own" : "type"}>{event.type}</span>
          <span class="subject">{event.subject}</span>
          <span class="fine">
            <Ago time={event.time} />
          </span>
          <Latency milliseconds={latency(event)} />
        </summary>
        {isOpen && <Details event={event} />}
      </details>
    </li>
  );
}

function Details({ event }: { event: LogEvent }) {
  const trace = traceId(event.traceParent);
  return (
    <div class="event-details">
      {/* Scrolls sideways, so it must be reachable with the keyboard. */}
      <pre tabIndex={0}>{event.type === "kv.deleted" ? "(no data)" : pretty(event.dataText)}</pre>
      <dl>
        <dt>Accepted</dt>
        <dd>{fullTime(Date.parse(event.time))}</dd>
        <dt>Id</dt>
        <dd>{event.id}</dd>
        <dt>Sequence</dt>
        <dd>{event.sequence}</dd>
        {event.type.startsWith("kv.") && event.subject && (
          <>
            <dt>Key</dt>
            <dd>
              <a href={`/keys/${encodeURIComponent(event.subject)}`}>{event.subject}</a>
            </dd>
          </>
        )}
        {trace && (
          <>
            <dt>Trace</dt>
            <dd>
              {dashboard.value ? (
                <a href={`${dashboard.value}/traces/detail/${trace}`} target="_blank" rel="noreferrer">
                  Open in the dashboard
                  <Icon name="external" />
                </a>
              ) : (
                trace
              )}
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

function Older(props: { feed: Feed; load: (feed: Feed) => Promise<Feed>; loaded: (feed: Feed) => void }) {
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);

  async function load(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      props.loaded(await props.load(props.feed));
    } catch (error) {
      setFailure(Failure.of(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="more">
      <Trouble failure={failure} />
      <p class="fine">{count(props.feed.items.length)} events shown</p>
      <button type="button" class="button" disabled={isBusy} onClick={load}>
        Show older
      </button>
    </div>
  );
}
