import type { KeyPage } from "./values";

type Entry = KeyPage["items"][number];

/** A row of the list of keys: a group of keys that begin with the same words, or a key. */
export type Row =
  | { kind: "group"; path: string; label: string; depth: number; count: number; isOpen: boolean }
  | { kind: "key"; entry: Entry; label: string; depth: number };

/** Sorted keys as a tree by `:`, in the order in which they are shown. Words that only one key has make no group. */
export function rowsOf(entries: readonly Entry[], closed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  addRows(rows, entries, "", 0, closed);
  return rows;
}

function addRows(
  rows: Row[],
  entries: readonly Entry[],
  parent: string,
  depth: number,
  closed: ReadonlySet<string>,
): void {
  for (let i = 0; i < entries.length; ) {
    const entry = entries[i] as Entry;
    const members = membersFrom(entries, i, parent);
    if (members.length < 2) {
      rows.push({ kind: "key", entry, label: entry.key.slice(parent.length) || entry.key, depth });
      i++;
      continue;
    }
    const path = commonPath(entry.key, members.at(-1)?.key ?? "", parent);
    const isOpen = !closed.has(path);
    rows.push({ kind: "group", path, label: path.slice(parent.length), depth, count: members.length, isOpen });
    if (isOpen) {
      addRows(rows, members, path, depth + 1, closed);
    }
    i += members.length;
  }
}

/** The keys from an index on that have the same next word. */
function membersFrom(entries: readonly Entry[], index: number, parent: string): readonly Entry[] {
  const key = entries[index]?.key ?? "";
  const colon = key.indexOf(":", parent.length);
  if (colon < 0) {
    return [];
  }
  const path = key.slice(0, colon + 1);
  let end = index;
  while (entries[end]?.key.startsWith(path)) {
    end++;
  }
  return entries.slice(index, end);
}

/** The longest path that two keys share. */
function commonPath(first: string, last: string, parent: string): string {
  let length = parent.length;
  for (let i = length; i < first.length && first[i] === last[i]; i++) {
    if (first[i] === ":") {
      length = i + 1;
    }
  }
  return first.slice(0, length);
}
