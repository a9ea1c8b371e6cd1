import { useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { EventState } from "../events/EventState";
import { type EventStage, send } from "../events/send";
import { Icon } from "../ui/Icon";
import { Trouble } from "../ui/Trouble";

/** The parts of the topology that an event has passed at each stage. */
const passed: Record<EventStage, readonly string[]> = {
  accepted: ["browser", "edge", "api", "redis"],
  queued: ["browser", "edge", "api", "redis", "queue"],
  processed: ["browser", "edge", "api", "redis", "queue", "consumer", "log"],
};

/** Sends an event and shows its way through the topology. */
export function TestEvent({ reached }: { reached: (parts: readonly string[]) => void }) {
  const [id, setId] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);

  async function run(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    reached([]);
    try {
      setId((await send("site.test", "", '{"from":"System page"}')).id);
    } catch (error) {
      setFailure(Failure.of(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="test-event">
      <button type="button" class="button" disabled={isBusy} onClick={run}>
        <Icon name="send" />
        Send a test event
      </button>
      {id && <EventState id={id} reached={(stage) => reached(passed[stage])} key={id} />}
      <Trouble failure={failure} what="Not sent" />
    </div>
  );
}
