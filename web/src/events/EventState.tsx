import { useEffect, useRef, useState } from "preact/hooks";
import { client, type Schemas } from "../api/client";
import { type Failure, unwrap } from "../api/failure";
import { noteRecorded } from "../live/changes";
import { poll } from "../live/poll";
import { Icon } from "../ui/Icon";
import { Latency } from "../ui/parts";
import type { EventStage } from "./send";

type Status = Schemas["EventStatus"];

/** Milliseconds between two requests: most events take some ten milliseconds, some wait for a database to resume. */
const minPause = 100;
const maxPause = 3000;

const steps: { stage: EventStage; name: string; pending: string }[] = [
  { stage: "accepted", name: "Accepted", pending: "" },
  { stage: "queued", name: "Queued", pending: "Waiting for the queue…" },
  { stage: "processed", name: "Processed", pending: "Waiting for the Consumer…" },
];

/** Follows an event through accepted, queued and processed. */
export function EventState({ id, reached }: { id: string; reached?: (stage: EventStage) => void }) {
  const [status, setStatus] = useState<Status>();
  const [failure, setFailure] = useState<Failure>();
  const latest = useRef(reached);
  latest.current = reached;
  useEffect(() => {
    let pause = minPause;
    latest.current?.("accepted");
    const mine = poll({
      request: async (signal) =>
        (await unwrap(client.GET("/api/events/{id}", { params: { path: { id } }, signal }))).data,
      next: (answer) => {
        setStatus(answer);
        setFailure(undefined);
        latest.current?.(answer.state as EventStage);
        pause = Math.min(pause * 1.5, maxPause);
        if (answer.state === "processed") {
          noteRecorded();
        }
        return answer.state === "processed" ? false : pause;
      },
      failed: setFailure,
    });
    return () => mine.stop();
  }, [id]);
  const done = steps.findIndex((step) => step.stage === (status?.state ?? "accepted"));
  const isProcessed = status?.state === "processed" && status.processedAt !== null;
  return (
    <span class={isProcessed ? "steps done" : "steps"} role="status">
      {steps.slice(0, done + 1).map((step) => (
        <span class="step reached" key={step.stage}>
          <Icon name="check" />
          {step.name}
        </span>
      ))}
      {!isProcessed && (
        <span class="step">
          <span class="spinner" aria-hidden="true" />
          {failure ? (failure.permanent ? "Unknown" : "Unknown, retrying…") : steps[done + 1]?.pending}
        </span>
      )}
      {isProcessed && <Latency milliseconds={Date.parse(status.processedAt ?? "") - Date.parse(status.acceptedAt)} />}
    </span>
  );
}
