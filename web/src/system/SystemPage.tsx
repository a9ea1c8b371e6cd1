import { useEffect } from "preact/hooks";
import { latency, newest } from "../events/feed";
import { type EventPage, type LogEvent, logPage } from "../events/log";
import { serverNow } from "../live/connection";
import { useLive } from "../live/useLive";
import { Icon } from "../ui/Icon";
import { Empty, Loading, Trouble } from "../ui/parts";
import { useTitle } from "../ui/useTitle";
import { LatencyChart, ThroughputChart } from "./Charts";
import { DeadLetters } from "./DeadLetters";
import { Dependencies } from "./Dependencies";
import { dashboard } from "./dashboard";
import { buckets, type Sample } from "./figures";
import { Path } from "./Path";
import { Tiles } from "./Tiles";
import { useStatusLive } from "./useStatus";

const span = 10 * 60_000;
const bucketLength = 10_000;
const pageSize = 100;

/** How the system is: what it consists of, whether it answers, and how fast events go through it. */
export function SystemPage() {
  useTitle("System");
  const status = useStatusLive();
  const feed = useLive<EventPage>("recent", 3000, recent);
  const state = status.data?.status;
  useEffect(() => {
    dashboard.value = state?.dashboard ?? dashboard.value;
  }, [state]);

  const now = serverNow();
  const samples = feed.data && samplesOf(feed.data.items, now - span);
  const parts = samples && buckets(samples, now, bucketLength, span / bucketLength);
  return (
    <>
      <div class="page-head">
        <h1 tabIndex={-1} data-focus>
          System
        </h1>
        {dashboard.value && (
          <a class="button" href={`${dashboard.value}/traces`} target="_blank" rel="noreferrer">
            Traces
            <Icon name="external" />
          </a>
        )}
      </div>
      <Trouble failure={status.failure} retryAt={status.retryAt} retry={status.refresh} />
      <Path status={status.data} events={feed.data?.items} failed={status.failure !== undefined} />
      {feed.failure && status.failure === undefined && (
        <Trouble failure={feed.failure} retryAt={feed.retryAt} retry={feed.refresh} />
      )}
      <Tiles samples={samples} now={now} waiting={state?.waiting} />
      <div class="charts">
        <section class="card" aria-labelledby="latency-title">
          <h2 id="latency-title">Time from acceptance to the event log</h2>
          {!samples && !feed.failure && <Loading what="the latencies" rows={4} />}
          {samples &&
            parts &&
            (samples.length > 0 ? <LatencyChart samples={samples} parts={parts} end={now} /> : <Quiet />)}
        </section>
        <section class="card" aria-labelledby="throughput-title">
          <h2 id="throughput-title">Events per 10 seconds</h2>
          {!samples && !feed.failure && <Loading what="the throughput" rows={4} />}
          {samples && parts && (samples.length > 0 ? <ThroughputChart parts={parts} /> : <Quiet />)}
        </section>
      </div>
      <Dependencies status={state} failed={status.failure !== undefined} />
      <DeadLetters isApiDown={status.failure !== undefined} />
    </>
  );
}

function Quiet() {
  return (
    <Empty icon="clock" title="Quiet for ten minutes">
      <p>
        <a href="/events">Send an event</a> to see how long it takes.
      </p>
    </Empty>
  );
}

/** The events of the time span: all pages of it at first, then what is new. */
async function recent(signal: AbortSignal, previous: EventPage | undefined): Promise<EventPage> {
  const start = serverNow() - span;
  const page = await newest(previous, (query) => logPage({}, query, signal), pageSize);
  let { items, nextCursor } = page;
  for (let pages = 0; nextCursor && isWithin(items.at(-1), start) && pages < 10; pages++) {
    const next = await logPage({}, { limit: pageSize, cursor: nextCursor }, signal);
    items = [...items, ...next.items];
    nextCursor = next.nextCursor;
  }
  // At least the newest, for when everything is older than the charts reach.
  return { items: items.filter((event, i) => i === 0 || isWithin(event, start)), nextCursor };
}

const isWithin = (event: LogEvent | undefined, start: number): boolean =>
  event !== undefined && Date.parse(event.time) >= start;

const samplesOf = (events: LogEvent[], start: number): Sample[] =>
  events
    .filter((event) => isWithin(event, start))
    .map((event) => ({ time: Date.parse(event.time), latency: latency(event) }));
