import { useEffect, useState } from "preact/hooks";
import { client, type Schemas } from "../api/client";
import { type Failure, unwrap } from "../api/failure";
import { poll } from "../live/poll";
import { Icon } from "../ui/Icon";
import { Latency } from "../ui/parts";

type Status = Schemas["EventStatus"];

/** Most events take some ten milliseconds; some wait for a database to wake up. */
const firstPause = 100;
const longestPause = 3000;

/** Follows an event from accepted to processed. */
export function EventState({ id }: { id: string }) {
  const [status, setStatus] = useState<Status>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    let pause = firstPause;
    const mine = poll({
      ask: async (signal) => (await unwrap(client.GET("/api/events/{id}", { params: { path: { id } }, signal }))).data,
      next: (answer) => {
        setStatus(answer);
        setFailure(undefined);
        pause = Math.min(pause * 1.5, longestPause);
        return answer.state === "processed" ? false : pause;
      },
      failed: setFailure,
    });
    return () => mine.stop();
  }, [id]);
  const isProcessed = status?.state === "processed" && status.processedAt !== null;
  return (
    <span class={isProcessed ? "steps done" : "steps"} role="status">
      <span class="step reached">
        <Icon name="check" />
        Accepted
      </span>
      <span class={isProcessed ? "step reached" : "step"}>
        {isProcessed ? <Icon name="check" /> : <span class="spinner" aria-hidden="true" />}
        {isProcessed ? "Processed" : failure ? "State unknown, asking again…" : "On its way…"}
      </span>
      {isProcessed && <Latency milliseconds={Date.parse(status.processedAt ?? "") - Date.parse(status.acceptedAt)} />}
    </span>
  );
}
