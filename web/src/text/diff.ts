import { diffLines } from "diff";

export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Lines that changed with a few around them; `skipped` is how many equal ones were left out before the block. */
export interface DiffBlock {
  skipped: number;
  lines: DiffLine[];
}

export interface Diff {
  blocks: DiffBlock[];
  added: number;
  removed: number;
  /** Equal lines left out at the end. */
  rest: number;
}

const context = 2;
/** Two texts that differ in more than this many places are shown as wholly replaced. */
const mostEdits = 2000;

export function diffOf(before: string, after: string): Diff {
  const lines = linesOf(before, after);
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - context), i + context + 1).some((l) => l.kind !== "same"),
  );
  const blocks: DiffBlock[] = [];
  let skipped = 0;
  lines.forEach((line, i) => {
    if (!near[i]) {
      skipped++;
      return;
    }
    if (!near[i - 1]) {
      blocks.push({ skipped, lines: [] });
      skipped = 0;
    }
    blocks.at(-1)?.lines.push(line);
  });
  const countOf = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return { blocks, added: countOf("added"), removed: countOf("removed"), rest: skipped };
}

function linesOf(before: string, after: string): DiffLine[] {
  const changes = diffLines(ended(before), ended(after), { maxEditLength: mostEdits });
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
