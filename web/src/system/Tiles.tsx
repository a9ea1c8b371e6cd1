import { count, duration } from "../text/words";
import type { Figures } from "./figures";
import { type Backlog, figureOf } from "./health";

/** The figures of the period, in large. */
export function Tiles({ figures, backlog }: { figures: Figures | undefined; backlog: Backlog }) {
  const period = figures ? `last ${figures.minutes} minutes` : "–";
  return (
    <dl class="tiles">
      <Tile name="Events" value={figures ? count(figures.total) : "–"} note={period} />
      <Tile name="Median latency" value={latency(figures?.latency?.p50)} note={period} />
      <Tile
        name="p95 latency"
        value={latency(figures?.latency?.p95)}
        note={figures?.latency ? `p99 ${duration(figures.latency.p99)}` : period}
      />
      <Tile name="Outbox backlog" value={figureOf(backlog.outbox)} note="now" />
    </dl>
  );
}

const latency = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? "–" : duration(milliseconds);

function Tile({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div class="tile">
      <dt>{name}</dt>
      <dd>{value}</dd>
      {note && <dd class="fine">{note}</dd>}
    </div>
  );
}
