import { useEffect, useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { EventState } from "../events/EventState";
import type { Live } from "../live/useLive";
import { mistakeIn, pretty } from "../text/json";
import { DiffView } from "../ui/DiffView";
import { Icon } from "../ui/Icon";
import { JsonEditor } from "../ui/JsonEditor";
import { Trouble } from "../ui/parts";
import { type Draft, draftOf, drafts, follow, isChanged, isOvertaken } from "./draft";
import { isConflict, type Stored, save } from "./values";

interface Props {
  name: string;
  value: Live<Stored | null>;
  changed: () => void;
}

export function ValueEditor({ name, value, changed }: Props) {
  const current = value.data ?? null;
  const [kept, setKept] = useState<Draft>(() => drafts.get(name) ?? draftOf(current));
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const [eventId, setEventId] = useState<string>();
  const draft = follow(kept, current);
  const overtaken = isOvertaken(draft, current);
  const canSave =
    !isBusy && !overtaken && (isChanged(draft) || current === null) && mistakeIn(draft.text) === undefined;
  useWarning(isChanged(draft));

  function edit(next: Draft): void {
    if (isChanged(next)) {
      drafts.set(name, next);
    } else {
      drafts.delete(name);
    }
    setKept(next);
  }

  async function write(from: Draft): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      const written = await save(name, from.text, from.base);
      const stored = { text: from.text, etag: written.etag };
      drafts.delete(name);
      setKept(draftOf(stored));
      setEventId(written.eventId);
      value.change(stored);
      changed();
    } catch (error) {
      const reason = Failure.of(error);
      if (isConflict(reason)) {
        // The value as it is now shows that it was overtaken, and by what.
        value.refresh();
      } else {
        setFailure(reason);
      }
    } finally {
      setBusy(false);
    }
  }

  function submit(event: Event): void {
    event.preventDefault();
    if (canSave) {
      void write(draft);
    }
  }

  return (
    <form
      class="card"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
          submit(event);
        }
      }}
    >
      <JsonEditor label="Value" text={draft.text} change={(text) => edit({ ...draft, text })} />
      {overtaken && (
        <Conflict
          mine={draft}
          theirs={current}
          keepMine={() => edit({ ...draft, base: current })}
          takeTheirs={() => edit(draftOf(current))}
        />
      )}
      <Trouble failure={failure} />
      <div class="actions">
        <div class="grow">{eventId && !isChanged(draft) && <EventState id={eventId} key={eventId} />}</div>
        {isChanged(draft) && !overtaken && (
          <button type="button" class="button" onClick={() => edit(draftOf(current))}>
            Discard
          </button>
        )}
        <button type="submit" class="button primary" disabled={!canSave} aria-keyshortcuts="Control+S Meta+S">
          {isBusy ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}

interface ConflictProps {
  mine: Draft;
  theirs: Stored | null;
  keepMine: () => void;
  takeTheirs: () => void;
}

/** Somebody else was faster: shows by what the two differ, and lets choose. */
function Conflict({ mine, theirs, keepMine, takeTheirs }: ConflictProps) {
  const text = mistakeIn(mine.text) ? mine.text : pretty(mine.text);
  return (
    <div class="conflict" role="alert">
      <p class="conflict-title">
        <Icon name="alert" />
        {theirs ? "This value has changed while you were editing." : "This key was deleted while you were editing."}
      </p>
      {theirs && (
        <>
          <p class="fine">From the value as it is now (−) to yours (+):</p>
          <DiffView before={pretty(theirs.text)} after={text} />
        </>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={takeTheirs}>
          {theirs ? "Take theirs" : "Drop my edit"}
        </button>
        <button type="button" class="button" onClick={keepMine}>
          {theirs ? "Keep mine" : "Keep mine, to set it again"}
        </button>
      </div>
    </div>
  );
}

/** Asks before the tab is closed while something is not saved. */
function useWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) {
      return;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isNeeded]);
}
