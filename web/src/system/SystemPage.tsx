import { useState } from "preact/hooks";
import { DemoData } from "../demo/DemoData";
import { recorded } from "../live/changes";
import { serverNow } from "../live/connection";
import { useLive } from "../live/useLive";
import { config, may } from "../signin/session";
import { duration } from "../text/words";
import { Icon } from "../ui/Icon";
import { Empty, Loading } from "../ui/parts";
import { Trouble } from "../ui/Trouble";
import { useTitle } from "../ui/useTitle";
import { LatencyChart, ThroughputChart } from "./Charts";
import { DeadLetters } from "./DeadLetters";
import { figuresAt, loadStatistics, periods, type Statistics } from "./figures";
import { backlogOf } from "./health";
import { refreshStatus } from "./StatusPoll";
import { dashboard, system } from "./status";
import { TestEvent } from "./TestEvent";
import { Tiles } from "./Tiles";
import { Topology } from "./Topology";

/** The architecture with the state of each part, and how fast events pass through it. */
export function SystemPage() {
  useTitle("System");
  const { status, failure, retryAt } = system.value;
  const [minutes, setMinutes] = useState<number>(periods[0]);
  const live = useLive<Statistics>(`statistics ${minutes}`, recorded, (signal) => loadStatistics(minutes, signal));
  const [reached, setReached] = useState<readonly string[]>([]);
  const figures = live.data && figuresAt(live.data, serverNow());
  return (
    <>
      <div class="page-head">
        <div>
          <h1 tabIndex={-1} data-focus>
            System
          </h1>
          <p class="lead">
            A reference architecture in .NET on Scaleway: every write to a key is stored in Redis, delivered over a
            queue, and recorded in an event log.
          </p>
        </div>
        <Links />
      </div>
      <Trouble failure={failure} retryAt={retryAt} retry={() => refreshStatus()} />
      <Topology reached={reached} figures={figures} />
      <div class="system-actions">
        {may("write") && <TestEvent reached={setReached} />}
        <Period minutes={minutes} choose={setMinutes} />
      </div>
      {failure === undefined && <Trouble failure={live.failure} retryAt={live.retryAt} retry={live.refresh} />}
      <Tiles figures={figures} backlog={backlogOf(failure ? undefined : status)} />
      <div class="charts">
        <section class="card" aria-labelledby="latency-title">
          <h2 id="latency-title">End-to-end latency</h2>
          {!figures && !live.failure && <Loading what="the latencies" rows={4} />}
          {!figures && live.failure && <Empty icon="alert" title="Unknown" />}
          {figures && (figures.total > 0 ? <LatencyChart figures={figures} /> : <Quiet minutes={minutes} />)}
        </section>
        <section class="card" aria-labelledby="throughput-title">
          <h2 id="throughput-title">Events per {duration(minutes * 1000)}</h2>
          {!figures && !live.failure && <Loading what="the throughput" rows={4} />}
          {!figures && live.failure && <Empty icon="alert" title="Unknown" />}
          {figures && (figures.total > 0 ? <ThroughputChart figures={figures} /> : <Quiet minutes={minutes} />)}
        </section>
      </div>
      {may("admin") && <DeadLetters isApiDown={failure !== undefined} />}
    </>
  );
}

function Links() {
  return (
    <p class="links">
      {config.value.api && (
        <>
          <Outside to={`${config.value.api}/scalar`} name="API reference" />
          <Outside to={`${config.value.api}/openapi/v1.json`} name="OpenAPI" />
        </>
      )}
      <Outside to="/api/problems" name="Error catalog" />
      {dashboard.value && (
        <>
          <Outside to={dashboard.value} name="Dashboard" />
          <Outside to={`${dashboard.value}/traces`} name="Traces" />
        </>
      )}
    </p>
  );
}

function Outside({ to, name }: { to: string; name: string }) {
  return (
    <a href={to} target="_blank" rel="noreferrer">
      {name}
      <Icon name="external" />
    </a>
  );
}

function Period({ minutes, choose }: { minutes: number; choose: (minutes: number) => void }) {
  return (
    <fieldset class="period">
      <legend class="hidden">Period of the figures</legend>
      {periods.map((each) => (
        <button type="button" aria-pressed={each === minutes} onClick={() => choose(each)} key={each}>
          {duration(each * 60_000)}
        </button>
      ))}
    </fieldset>
  );
}

function Quiet({ minutes }: { minutes: number }) {
  return (
    <Empty icon="clock" title={`No events in the last ${minutes} minutes`}>
      <p>
        <a href="/events">Send an event</a> to measure its latency.
      </p>
      <DemoData />
    </Empty>
  );
}
