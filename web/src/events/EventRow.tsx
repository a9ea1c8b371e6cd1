import { useEffect, useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { pretty } from "../text/json";
import { duration, fullTime, traceId } from "../text/words";
import { CopyButton, curlOf } from "../ui/copy";
import { Icon } from "../ui/Icon";
import { JsonText } from "../ui/JsonText";
import { Ago, Latency, Loading } from "../ui/parts";
import { TraceLink } from "../ui/TraceLink";
import { Trouble } from "../ui/Trouble";
import { latency } from "./feed";
import { dataOf, type Filter, type LogEvent } from "./log";

/** Characters of data that are shown at first: larger texts are slow to lay out. */
const maxShown = 20_000;

interface Props {
  event: LogEvent;
  opened: (isOpen: boolean) => void;
  choose: (filter: Partial<Filter>) => void;
}

export function EventRow({ event, opened, choose }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details
        class="event"
        onToggle={(e) => {
          setOpen(e.currentTarget.open);
          opened(e.currentTarget.open);
        }}
      >
        <summary>
          <Icon name="chevron" />
          <span class={event.type.startsWith("kv.") ? "type own" : "type"}>{event.type}</span>
          <span class="subject">{event.subject}</span>
          <span class="fine">
            <Ago time={event.time} />
          </span>
          <Latency milliseconds={latency(event)} />
        </summary>
        {isOpen && <Details event={event} choose={choose} />}
      </details>
    </li>
  );
}

function Details({ event, choose }: { event: LogEvent; choose: Props["choose"] }) {
  const trace = traceId(event.traceParent);
  const { subject, type } = event;
  return (
    <div class="event-details">
      <Data event={event} />
      <dl>
        <dt>Accepted</dt>
        <dd>{fullTime(Date.parse(event.time))}</dd>
        <dt>Recorded</dt>
        <dd>
          {fullTime(Date.parse(event.recordedAt))}, after {duration(latency(event))}
        </dd>
        <dt>Id</dt>
        <dd>{event.id}</dd>
        <dt>Sequence</dt>
        <dd>{event.sequence}</dd>
        {type.startsWith("kv.") && subject && (
          <>
            <dt>Key</dt>
            <dd>
              <a href={`/keys/${encodeURIComponent(subject)}`}>{subject}</a>
            </dd>
          </>
        )}
        {trace && (
          <>
            <dt>Trace</dt>
            <dd>
              <TraceLink traceId={trace} />
            </dd>
          </>
        )}
        <dt>Actions</dt>
        <dd>
          <button type="button" class="link" onClick={() => choose({ type })}>
            Only this type
          </button>
          {subject && (
            <button type="button" class="link" onClick={() => choose({ subject })}>
              Only this subject
            </button>
          )}
          <CopyButton name="Copy id" text={() => event.id} />
          <CopyButton name="Copy as curl" text={() => curlOf(`/api/events/${encodeURIComponent(event.id)}`)} />
        </dd>
      </dl>
    </div>
  );
}

/** The data of an event, requested when it is opened. */
function Data({ event }: { event: LogEvent }) {
  const isDeletion = event.type === "kv.deleted";
  const [data, setData] = useState(isDeletion ? "" : undefined);
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    if (!isDeletion) {
      dataOf(event).then(setData, (error: unknown) => setFailure(Failure.of(error)));
    }
  }, [event.id]);
  if (failure) {
    return <Trouble failure={failure} what="No data" />;
  }
  if (data === undefined) {
    return <Loading what="the data" rows={2} />;
  }
  return <DataText text={isDeletion ? "(no data)" : pretty(data)} />;
}

function DataText({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  const isCut = text.length > maxShown && !isWhole;
  return (
    <div>
      <JsonText text={isCut ? text.slice(0, maxShown) : text} />
      {isCut && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          Show all
        </button>
      )}
    </div>
  );
}
