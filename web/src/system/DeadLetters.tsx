import { computed } from "@preact/signals";
import { useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { DemoData } from "../demo/DemoData";
import { useLive } from "../live/useLive";
import { count, plural } from "../text/words";
import { Confirm } from "../ui/Confirm";
import { CopyButton } from "../ui/copy";
import { Icon } from "../ui/Icon";
import { JsonText } from "../ui/JsonText";
import { Ago, Empty } from "../ui/parts";
import { toast } from "../ui/Toasts";
import { Trouble } from "../ui/Trouble";
import {
  bodyOf,
  type DeadLetter,
  discard,
  type DeadLetters as Found,
  loadDeadLetters,
  outcomeOf,
  replay,
} from "./letters";
import { system } from "./status";

/** Their number in the status. Only a change of it is a reason to load them: a queue can only be read by receiving. */
const reported = computed(() => system.value.status?.deadLetters ?? 0);

/** Messages that did not become events, with the reason; each can be replayed or discarded. */
export function DeadLetters({ isApiDown }: { isApiDown: boolean }) {
  return system.value.status ? <Loaded isApiDown={isApiDown} /> : null;
}

function Loaded({ isApiDown }: { isApiDown: boolean }) {
  const live = useLive<Found | null>("dead-letters", reported, loadDeadLetters);
  const found = live.data;
  if (found === undefined && (!live.failure || isApiDown)) {
    return null;
  }
  return (
    <section class="card dead-letters" id="dead-letters" aria-labelledby="dead-letters-title">
      <div class="card-head">
        <h2 id="dead-letters-title">Dead letters</h2>
        {found && found.items.length > 0 && (
          <>
            <span class="badge bad">{found.more ? `more than ${count(found.items.length)}` : found.items.length}</span>
            <Action name="Replay all" work={async () => outcomeOf(await replay())} done={live.refresh} />
          </>
        )}
      </div>
      {!isApiDown && <Trouble failure={live.failure} retryAt={live.retryAt} retry={live.refresh} />}
      {found && <List found={found} changed={live.refresh} />}
      {found === null && <Elsewhere />}
    </section>
  );
}

/** Deployed, they are at the Consumer, which is private. */
function Elsewhere() {
  return (
    <>
      <p class="note">The Consumer has them. It is private: use its command line, with a token for it.</p>
      <pre tabIndex={0}>{"dotnet run --project ScalewayPoc.Consumer -- dead-letters show --at URL"}</pre>
    </>
  );
}

function List({ found, changed }: { found: Found; changed: () => void }) {
  const unseen = !found.covered.includes("queue");
  return (
    <>
      {found.items.length === 0 && (
        <Empty icon="check" title="No dead letters">
          <p>Every message was recorded.</p>
          <DemoData />
        </Empty>
      )}
      <ol class="letters">
        {found.items.map((letter) => (
          <Letter letter={letter} changed={changed} key={letter.id} />
        ))}
      </ol>
      {found.more && <p class="note">Only the newest are shown.</p>}
      {unseen && (
        <p class="note">The dead-letter queue is not included: the Consumer has no connection string for it.</p>
      )}
    </>
  );
}

function Letter({ letter, changed }: { letter: DeadLetter; changed: () => void }) {
  const { text, beginning } = bodyOf(letter);
  return (
    <li class="letter">
      <p class="reason">
        <Icon name="alert" />
        <span>{letter.reason}</span>
      </p>
      <p class="fine">
        {letter.kept === "queue" ? "In the dead-letter queue, sent " : "In the table, recorded "}
        <Ago time={letter.receivedAt} />
        {letter.deliveries !== null && `, ${plural(letter.deliveries, "delivery", "deliveries")}`}
      </p>
      {text === "" && <p class="fine">(empty)</p>}
      {text !== "" && beginning === undefined && <JsonText text={text} />}
      {beginning !== undefined && (
        <details class="folded">
          <summary>
            <Icon name="chevron" />
            <code>{beginning}…</code>
            <span class="fine">{count(letter.body.length)} characters</span>
          </summary>
          <JsonText text={text} />
        </details>
      )}
      <div class="actions">
        <CopyButton name="Copy body" text={() => letter.body} />
        <Action name="Replay" work={async () => outcomeOf(await replay(letter.id))} done={changed} />
        <Discard letter={letter} done={changed} />
      </div>
    </li>
  );
}

function Discard({ letter, done }: { letter: DeadLetter; done: () => void }) {
  const [isAsking, setAsking] = useState(false);

  async function run(): Promise<void> {
    try {
      await discard(letter.id);
      toast("Discarded one dead letter");
    } catch (error) {
      toast(`Not discarded. ${Failure.of(error).message}`);
    }
    done();
  }

  return (
    <>
      <button type="button" class="button danger" onClick={() => setAsking(true)}>
        <Icon name="trash" />
        Discard
      </button>
      {isAsking && (
        <Confirm
          title="Discard this dead letter?"
          text="Its message is deleted and never recorded. This cannot be undone."
          action="Discard"
          confirmed={() => void run()}
          close={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface ActionProps {
  name: string;
  /** Returns its outcome as a sentence. */
  work: () => Promise<string>;
  done: () => void;
}

function Action({ name, work, done }: ActionProps) {
  const [isBusy, setBusy] = useState(false);

  async function run(): Promise<void> {
    setBusy(true);
    try {
      toast(await work());
    } catch (error) {
      toast(`Not replayed. ${Failure.of(error).message}`);
    } finally {
      setBusy(false);
      done();
    }
  }

  return (
    <button type="button" class="button" disabled={isBusy} onClick={run}>
      <Icon name="replay" />
      {isBusy ? "Replaying…" : name}
    </button>
  );
}
