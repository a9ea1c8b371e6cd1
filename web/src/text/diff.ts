import { diffLines } from "diff";

export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Lines that changed with a few around them; `skipped` is how many unchanged ones were left out before the block. */
export interface DiffBlock {
  skipped: number;
  lines: DiffLine[];
}

export interface Diff {
  blocks: DiffBlock[];
  added: number;
  removed: number;
  /** Unchanged lines left out at the end. */
  rest: number;
}

const context = 2;
/** Two texts that differ in more than this many places are shown as wholly replaced: the search is quadratic in them. */
const maxEdits = 400;

export function diffOf(before: string, after: string): Diff {
  const lines = linesOf(before, after);
  const changed = lines.flatMap((line, i) => (line.kind === "same" ? [] : [i]));
  const blocks: DiffBlock[] = [];
  let shown = 0;
  for (const i of changed) {
    const start = Math.max(shown, i - context);
    const end = Math.min(lines.length, i + context + 1);
    if (start > shown || blocks.length === 0) {
      blocks.push({ skipped: start - shown, lines: [] });
    }
    blocks.at(-1)?.lines.push(...lines.slice(start, end));
    shown = Math.max(shown, end);
  }
  const added = changed.filter((i) => lines[i]?.kind === "added").length;
  return { blocks, added, removed: changed.length - added, rest: lines.length - shown };
}

/** The first lines of a diff, at most `max`. */
export function firstLines(diff: Diff, max: number): { blocks: DiffBlock[]; hidden: number } {
  let left = max;
  const blocks: DiffBlock[] = [];
  let hidden = 0;
  for (const block of diff.blocks) {
    const lines = block.lines.slice(0, left);
    hidden += block.lines.length - lines.length;
    left -= lines.length;
    if (lines.length > 0) {
      blocks.push({ skipped: block.skipped, lines });
    }
  }
  return { blocks, hidden };
}

function linesOf(before: string, after: string): DiffLine[] {
  const changes = diffLines(ended(before), ended(after), { maxEditLength: maxEdits });
  const parts: { value: string; kind: DiffLine["kind"] }[] = changes
    ? changes.map((c) => ({ value: c.value, kind: c.added ? "added" : c.removed ? "removed" : "same" }))
    : [
        { value: ended(before), kind: "removed" },
        { value: ended(after), kind: "added" },
      ];
  return parts.flatMap(({ value, kind }) =>
    value
      .split("\n")
      .slice(0, -1)
      .map((text) => ({ kind, text })),
  );
}

const ended = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
