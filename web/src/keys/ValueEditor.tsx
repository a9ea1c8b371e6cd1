import { useEffect, useRef, useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { EventState } from "../events/EventState";
import type { Live } from "../live/useLive";
import { isSigningIn, may } from "../signin/session";
import { pretty } from "../text/json";
import { isSendable, JsonEditor } from "../ui/JsonEditor";
import { JsonText } from "../ui/JsonText";
import { toast } from "../ui/Toasts";
import { Trouble } from "../ui/Trouble";
import { Conflict } from "./Conflict";
import { type Draft, draftOf, drafts, follow, isChanged, isOvertaken } from "./draft";
import { isConflict, type Stored, save } from "./values";

interface Props {
  name: string;
  value: Live<Stored | null>;
  changed: () => void;
}

/** The value, to edit where the user may. */
export function ValueEditor(props: Props) {
  if (may("write")) {
    return <Editor {...props} />;
  }
  return (
    <div class="card">
      <JsonText text={pretty(props.value.data?.text ?? "")} />
    </div>
  );
}

function Editor({ name, value, changed }: Props) {
  const current = value.data ?? null;
  const [kept, setKept] = useState<Draft>(() => drafts.get(name) ?? draftOf(current));
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const [eventId, setEventId] = useState<string>();
  const draft = follow(kept, current);
  const latest = useRef(draft);
  latest.current = draft;
  const overtaken = isOvertaken(draft, current);
  const canSave = !isBusy && !overtaken && (isChanged(draft) || current === null) && isSendable(draft.text);
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
      // What was typed meanwhile stays.
      const { text } = latest.current;
      edit(text === from.text ? draftOf(stored) : { text, base: stored });
      setEventId(written.eventId);
      value.change(stored);
      changed();
    } catch (error) {
      const reason = Failure.of(error);
      if (isConflict(reason)) {
        // The current value makes the conflict visible, with its difference.
        value.refresh();
      } else {
        setFailure(reason);
      }
    } finally {
      setBusy(false);
    }
  }

  function discard(): void {
    const unsaved = draft;
    edit(draftOf(current));
    toast("Discarded the edit", { name: "Undo", do: () => edit(unsaved) });
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
      <Trouble failure={failure} what="Not saved" />
      <div class="actions">
        <div class="grow">{eventId && !isChanged(draft) && <EventState id={eventId} key={eventId} />}</div>
        {isChanged(draft) && !overtaken && (
          <button type="button" class="button" onClick={discard}>
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

/** Makes the browser ask before the tab is closed with an unsaved edit. */
function useWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) {
      return;
    }
    const warn = (event: BeforeUnloadEvent) => {
      if (!isSigningIn()) {
        event.preventDefault();
      }
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isNeeded]);
}
