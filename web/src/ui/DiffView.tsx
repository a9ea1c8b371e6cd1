import { useMemo, useState } from "preact/hooks";
import { type DiffLine, diffOf, firstLines } from "../text/diff";
import { count, plural } from "../text/words";

const signs = { same: " ", added: "+", removed: "−" } as const;
const spoken = { same: "", added: "added: ", removed: "removed: " } as const;

/** Lines that are shown at first, and with each "more": beyond it the page becomes slow. */
const step = 200;

/** What changed from one text to another, line by line. */
export function DiffView({ before, after }: { before: string; after: string }) {
  const diff = useMemo(() => diffOf(before, after), [before, after]);
  const [max, setMax] = useState(step);
  const { blocks, hidden } = firstLines(diff, max);
  if (diff.blocks.length === 0) {
    return <p class="note">No difference</p>;
  }
  return (
    <>
      {/* Scrolls sideways, so it must be reachable with the keyboard; no landmark, since a page has many. */}
      <div
        class="diff"
        role="group"
        tabIndex={0}
        aria-label={`${plural(diff.added, "line")} added, ${diff.removed} removed`}
      >
        {blocks.map((block, i) => (
          <div key={i}>
            <Skipped lines={block.skipped} />
            {block.lines.map((line, j) => (
              <Line line={line} key={j} />
            ))}
          </div>
        ))}
        {hidden === 0 && <Skipped lines={diff.rest} />}
      </div>
      {hidden > 0 && (
        <button type="button" class="link" onClick={() => setMax(max + step)}>
          Show {count(Math.min(hidden, step))} more lines
        </button>
      )}
    </>
  );
}

function Line({ line }: { line: DiffLine }) {
  return (
    <div class={`line ${line.kind}`}>
      <span class="sign" aria-hidden="true">
        {signs[line.kind]}
      </span>
      {line.kind !== "same" && <span class="hidden">{spoken[line.kind]}</span>}
      <span>{line.text}</span>
    </div>
  );
}

function Skipped({ lines }: { lines: number }) {
  return lines > 0 ? <div class="skipped">{plural(lines, "unchanged line")}</div> : null;
}
