import { useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { config, may } from "../signin/session";
import { count } from "../text/words";
import { toast } from "../ui/Toasts";
import { demo, maxRate, sendMalformed, startDemo, stopDemo } from "./generator";

/** Offers data to look at, in development only. */
export function DemoData() {
  const [rate, setRate] = useState(5);
  if (!config.value.api || !may("write") || demo.value) {
    return null;
  }
  return (
    <form
      class="demo"
      onSubmit={(event) => {
        event.preventDefault();
        startDemo(rate);
      }}
    >
      <label class="fine">
        Writes per second{" "}
        <input
          type="number"
          min="1"
          max={maxRate}
          required
          value={rate}
          onInput={(event) => setRate(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="submit" class="button">
        Send demo data
      </button>
      {may("admin") && (
        <button type="button" class="button" onClick={() => void poison()}>
          Send a malformed message
        </button>
      )}
    </form>
  );
}

async function poison(): Promise<void> {
  try {
    await sendMalformed();
    toast("Sent. It becomes a dead letter after its last delivery.");
  } catch (error) {
    toast(`Not sent. ${Failure.of(error).message}`);
  }
}

/** What the generator has done, with its end. */
export function DemoStatus() {
  const current = demo.value;
  return current ? (
    <div class="banner demo-status" role="status">
      <p>
        <strong>Demo data</strong>{" "}
        <span aria-live="off">{current.failure ?? `${count(current.sent)} sent, ${current.rate} per second`}</span>
      </p>
      <button type="button" class="button" onClick={stopDemo}>
        {current.failure ? "Close" : "Stop"}
      </button>
    </div>
  ) : null;
}
