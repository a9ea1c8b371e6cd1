import type { LogEvent } from "../events/log";
import { plural } from "../text/words";
import { Icon, type IconName } from "../ui/Icon";
import { Ago } from "../ui/parts";
import type { TimedStatus } from "./useStatus";

type Health = "up" | "down" | "unknown";

interface Stage {
  name: string;
  what: string;
  icon: IconName;
  health: Health;
  note: preact.ComponentChildren;
}

/** The way of a write, from the browser to the event log, with what is known of each station. */
export function Path(props: { status: TimedStatus | undefined; events: LogEvent[] | undefined; failed: boolean }) {
  const stages = stagesOf(props.status, props.events?.[0], props.failed);
  return (
    <ol class="path" aria-label="The way of a write">
      {stages.map((stage) => (
        <li class={`stage ${stage.health}`} key={stage.name}>
          <span class="stage-icon">
            <Icon name={stage.icon} />
          </span>
          <div>
            <strong>{stage.name}</strong>
            <span class="fine">{stage.what}</span>
            <span class="stage-note">
              <span class="dot" aria-hidden="true" />
              {stage.note}
            </span>
          </div>
        </li>
      ))}
    </ol>
  );
}

function stagesOf(timed: TimedStatus | undefined, last: LogEvent | undefined, failed: boolean): Stage[] {
  const find = (name: string) => timed?.status.dependencies.find((dependency) => dependency.name === name);
  const healthOf = (name: string): Health => (failed ? "unknown" : (find(name)?.state ?? "unknown"));
  const told = (name: string) => {
    const health = healthOf(name);
    return health === "unknown" ? "not known" : health === "up" ? "answers" : "does not answer";
  };
  const waiting = timed?.status.waiting;
  return [
    {
      name: "API",
      what: "accepts",
      icon: "server",
      health: failed ? "down" : timed ? "up" : "unknown",
      note: failed ? "does not answer" : timed ? "answers" : "not known",
    },
    { name: "Redis", what: "keeps values", icon: "database", health: healthOf("redis"), note: told("redis") },
    {
      name: "Queue",
      what: "passes on",
      icon: "queue",
      health: healthOf("ingress"),
      note: healthOf("ingress") === "up" && waiting ? `${plural(waiting, "event")} to be sent` : told("ingress"),
    },
    {
      name: "Consumer",
      what: "processes",
      icon: "worker",
      health: last ? "up" : "unknown",
      note: last ? (
        <span>
          active <Ago time={last.recordedAt} />
        </span>
      ) : (
        "no event yet"
      ),
    },
    { name: "Event log", what: "remembers", icon: "database", health: healthOf("events"), note: told("events") },
  ];
}
