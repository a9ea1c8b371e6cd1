import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { plural } from "../text/words";
import { Icon } from "../ui/Icon";
import { Ago } from "../ui/parts";
import { type Row, rowsOf } from "./tree";
import type { KeyPage } from "./values";

/** Pixels of a row, as in the style sheet. Equal heights make the visible rows a matter of two divisions. */
const rowHeight = 42;
/** Rows beyond the visible ones, so that fast scrolling shows no gaps. */
const margin = 8;
const minHeight = 600;

interface Props {
  items: KeyPage["items"];
  prefix: string;
  selected: string | undefined;
}

/** The keys as a tree; only the rows that are visible are in the page. Arrow keys move through it. */
export function KeyList({ items, prefix, selected }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [view, setView] = useState({ top: 0, height: minHeight });
  const [focused, setFocused] = useState<{ index: number }>();
  const rows = useMemo(() => rowsOf(items, closed), [items, closed]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - margin);
  const shown = rows.slice(first, Math.ceil((view.top + view.height) / rowHeight) + margin);

  function measure(): void {
    const { scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    setView((before) =>
      before.top === scrollTop && before.height === Math.max(clientHeight, minHeight)
        ? before
        : { top: scrollTop, height: Math.max(clientHeight, minHeight) },
    );
  }

  useEffect(() => {
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);

  useLayoutEffect(() => {
    if (focused !== undefined) {
      list.current?.querySelector<HTMLElement>(`[data-index="${focused.index}"]`)?.focus();
    }
  }, [focused]);

  function toggle(path: string): void {
    const next = new Set(closed);
    if (!next.delete(path)) {
      next.add(path);
    }
    setClosed(next);
  }

  function move(event: KeyboardEvent): void {
    const index = Number((event.target as HTMLElement).dataset["index"]);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || Number.isNaN(index)) {
      return;
    }
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, index + step));
    const element = list.current;
    if (element) {
      const top = next * rowHeight;
      element.scrollTop = Math.min(top, Math.max(element.scrollTop, top + rowHeight - element.clientHeight));
    }
    measure();
    setFocused({ index: next });
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the links and buttons inside
    <div class="key-scroll" ref={list} onScroll={measure} onKeyDown={move}>
      <ul class="key-rows" style={{ height: `${rows.length * rowHeight}px` }}>
        {shown.map((row, i) => (
          <li
            style={{ top: `${(first + i) * rowHeight}px` }}
            aria-setsize={rows.length}
            aria-posinset={first + i + 1}
            key={row.kind === "key" ? row.entry.key : `group ${row.path}`}
          >
            <RowLink row={row} index={first + i} prefix={prefix} selected={selected} toggle={toggle} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  row: Row;
  index: number;
  prefix: string;
  selected: string | undefined;
  toggle: (path: string) => void;
}

function RowLink({ row, index, prefix, selected, toggle }: RowProps) {
  const indent = `level-${Math.min(row.depth, 6)}`;
  if (row.kind === "group") {
    return (
      <button
        type="button"
        class={`row group ${indent}`}
        aria-expanded={row.isOpen}
        data-index={index}
        onClick={() => toggle(row.path)}
      >
        <Icon name="chevron" />
        <span class="key-group">{row.label}</span>
        <span class="fine">{plural(row.count, "key")}</span>
      </button>
    );
  }
  const { key, updatedAt } = row.entry;
  const marked = Math.max(0, prefix.length - (key.length - row.label.length));
  return (
    <a
      class={`row ${indent}`}
      href={`/keys/${encodeURIComponent(key)}${prefix ? `?prefix=${encodeURIComponent(prefix)}` : ""}`}
      aria-current={key === selected ? "true" : undefined}
      data-index={index}
      title={key}
    >
      <span class="key-name">
        <span class="hidden">{key.slice(0, key.length - row.label.length)}</span>
        {marked > 0 && <mark>{row.label.slice(0, marked)}</mark>}
        {row.label.slice(marked)}
      </span>
      <span class="fine">
        <Ago time={updatedAt} />
      </span>
    </a>
  );
}
