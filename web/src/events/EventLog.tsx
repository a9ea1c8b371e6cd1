import { useEffect, useId, useRef, useState } from "preact/hooks";
import { DemoData } from "../demo/DemoData";
import { recorded } from "../live/changes";
import { useLive } from "../live/useLive";
import { loadStatistics, periods, type Statistics } from "../system/figures";
import { count, plural } from "../text/words";
import { Icon } from "../ui/Icon";
import { More } from "../ui/More";
import { Empty, Loading } from "../ui/parts";
import { Trouble } from "../ui/Trouble";
import { useFilter } from "../ui/useFilter";
import { EventRow } from "./EventRow";
import { type Feed, newest, older, sinceShown, watched } from "./feed";
import { type Filter, logPage, type PageQuery } from "./log";

const pageSize = 50;
const never = (): false => false;

interface Props {
  filter: Filter;
  setFilter: (filter: Filter, replace: boolean) => void;
}

export function EventLog({ filter, setFilter }: Props) {
  const isFiltered = filter.type !== "" || filter.subject !== "";
  const load = (query: PageQuery, signal: AbortSignal) => logPage(filter, query, signal);
  const name = JSON.stringify(filter);
  const isRead = useRef(false);
  const feed = useLive<Feed>(`events ${name}`, recorded, (signal, previous) =>
    newest(isRead.current ? previous : watched(previous), (query) => load(query, signal), pageSize),
  );
  const { shown, hidden, isHeld, showAll, read } = useHeldBack(feed.data, name);
  isRead.current = isHeld;
  const types = useKnownTypes(feed.data);

  return (
    <section class="log" aria-labelledby="log-title">
      <div class="log-head">
        <h2 id="log-title">Event log</h2>
        <FilterField
          name="type"
          value={filter.type}
          options={types}
          commit={(type, replace) => setFilter({ ...filter, type }, replace)}
        />
        <FilterField
          name="subject"
          value={filter.subject}
          options={[]}
          commit={(subject, replace) => setFilter({ ...filter, subject }, replace)}
        />
      </div>
      <Trouble failure={feed.failure} retryAt={feed.retryAt} retry={feed.refresh} />
      {!feed.data && !feed.failure && <Loading what="events" rows={8} />}
      {feed.data?.items.length === 0 && (
        <Empty icon={isFiltered ? "search" : "bolt"} title={isFiltered ? "No matching events" : "No events yet"}>
          {!isFiltered && (
            <>
              <p>Send an event, or set a key: every write is an event too.</p>
              <DemoData />
            </>
          )}
        </Empty>
      )}
      {hidden > 0 && (
        <button type="button" class="button new-events" onClick={showAll}>
          <Icon name="arrow" />
          {plural(hidden, "new event")}
        </button>
      )}
      <ol class="rows">
        {shown.map((event) => (
          <EventRow
            event={event}
            opened={(isOpen) => read(event.id, isOpen)}
            choose={(part) => setFilter({ ...filter, ...part }, false)}
            key={event.id}
          />
        ))}
      </ol>
      {feed.data?.nextCursor && (
        <More
          name="Show older"
          note={`${count(feed.data.items.length)} events shown`}
          load={async () => {
            const known = feed.data;
            if (known) {
              feed.change(await older(known, (query) => load(query, new AbortController().signal), pageSize));
            }
          }}
        />
      )}
    </section>
  );
}

/**
 * While an event is open or the list is scrolled, new events are held back, so that what is being read does not move.
 * `name` identifies the list: with another one nothing is held back.
 */
function useHeldBack(feed: Feed | undefined, name: string) {
  const open = useRef(new Set<string>());
  const [held, setHeld] = useState<{ name: string; top: string }>();
  const items = feed?.items ?? [];
  const top = held?.name === name ? held.top : undefined;
  const { shown, hidden } = sinceShown(items, top);

  function hold(): void {
    const isReading = open.current.size > 0 || scrollY > 0;
    const first = shown[0]?.id;
    if (!isReading) {
      setHeld(undefined);
    } else if (top === undefined && first !== undefined) {
      setHeld({ name, top: first });
    }
  }

  const latest = useRef(hold);
  latest.current = hold;
  useEffect(() => {
    const scrolled = () => latest.current();
    addEventListener("scroll", scrolled, { passive: true });
    return () => removeEventListener("scroll", scrolled);
  }, []);

  return {
    shown,
    hidden,
    isHeld: top !== undefined,
    showAll: () => {
      open.current.clear();
      setHeld(undefined);
      scrollTo(0, 0);
    },
    read: (id: string, isOpen: boolean) => {
      if (isOpen) {
        open.current.add(id);
      } else {
        open.current.delete(id);
      }
      hold();
    },
  };
}

/** Types of recent events, and those seen since the page was opened: a filter must not hide the other choices. */
function useKnownTypes(feed: Feed | undefined): string[] {
  const known = useRef(new Set<string>());
  const statistics = useLive<Statistics>(`statistics ${periods[0]}`, never, (signal) =>
    loadStatistics(periods[0], signal),
  );
  for (const { type } of [...(statistics.data?.types ?? []), ...(feed?.items ?? [])]) {
    known.current.add(type);
  }
  return [...known.current].sort();
}

interface FilterProps {
  name: string;
  value: string;
  options: readonly string[];
  commit: (value: string, replace: boolean) => void;
}

function FilterField({ name, value, options, commit }: FilterProps) {
  const id = useId();
  const field = useFilter(value, commit);
  return (
    <label class="filter">
      <span class="hidden">Filter by {name}</span>
      <input
        type="search"
        {...field}
        list={options.length > 0 ? id : undefined}
        placeholder={`Filter by ${name}`}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
      />
      {options.length > 0 && (
        <datalist id={id}>
          {options.map((option) => (
            <option value={option} key={option} />
          ))}
        </datalist>
      )}
    </label>
  );
}
