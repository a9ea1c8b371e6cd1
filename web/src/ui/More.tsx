import { useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { Trouble } from "./Trouble";

/** The button that loads the next page of a list. */
export function More(props: { name: string; note: string; load: () => Promise<void> }) {
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);

  async function load(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      await props.load();
    } catch (error) {
      setFailure(Failure.of(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="more">
      <Trouble failure={failure} />
      <p class="fine">{props.note}</p>
      <button type="button" class="button" disabled={isBusy} onClick={load}>
        {props.name}
      </button>
    </div>
  );
}
