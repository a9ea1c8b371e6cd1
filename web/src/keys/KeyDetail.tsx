import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Failure } from "../api/failure";
import { type Live, useLive } from "../live/useLive";
import { Icon } from "../ui/Icon";
import { Empty, Loading, Trouble } from "../ui/parts";
import { toast } from "../ui/Toasts";
import { draftOf, drafts } from "./draft";
import { History } from "./History";
import { ValueEditor } from "./ValueEditor";
import { isConflict, load, remove, type Stored, save } from "./values";

/** A key: its value, to read and edit, and its history. */
export function KeyDetail({ name, changed }: { name: string; changed: () => void }) {
  const { query } = useLocation();
  const value = useLive<Stored | null>(name, 3000, (signal) => load(name, signal));
  const [restored, setRestored] = useState(0);
  const back = query["prefix"] ? `/keys?prefix=${encodeURIComponent(query["prefix"])}` : "/keys";

  function restore(text: string): void {
    drafts.set(name, { ...draftOf(value.data ?? null), text });
    // The editor takes the draft from where it is kept.
    setRestored(restored + 1);
    document.querySelector<HTMLElement>("[data-focus]")?.focus();
  }

  return (
    <article class="key-detail" aria-labelledby="key-name">
      <div class="page-head">
        <a class="round back" href={back} aria-label="Back to all keys">
          <Icon name="back" />
        </a>
        <h1 id="key-name" tabIndex={-1} data-focus>
          {name}
        </h1>
        {value.data && <DeleteButton name={name} stored={value.data} value={value} changed={changed} />}
      </div>
      <Trouble failure={value.failure} retryAt={value.retryAt} retry={value.refresh} />
      {value.data === undefined && !value.failure && (
        <div class="value-place">
          <Loading what="the value" />
        </div>
      )}
      {value.data === null && !drafts.has(name) && (
        <Empty icon="key" title="This key has no value">
          <p>It was deleted, or never set.</p>
        </Empty>
      )}
      {value.data !== undefined && (value.data !== null || drafts.has(name)) && (
        <ValueEditor name={name} key={restored} value={value} changed={changed} />
      )}
      <History name={name} current={value.data} restore={restore} />
    </article>
  );
}

function DeleteButton(props: { name: string; stored: Stored; value: Live<Stored | null>; changed: () => void }) {
  const { name, stored, value, changed } = props;
  const [isBusy, setBusy] = useState(false);

  async function undo(): Promise<void> {
    try {
      await save(name, stored.text, null);
      toast(`${name} is back.`);
    } catch (error) {
      const failure = Failure.of(error);
      toast(isConflict(failure) ? `${name} has a new value by now, which stays.` : failure.message);
    }
    value.refresh();
    changed();
  }

  async function deleteIt(): Promise<void> {
    setBusy(true);
    try {
      await remove(name, stored);
      drafts.delete(name);
      value.change(null);
      changed();
      toast(`Deleted ${name}.`, { name: "Undo", do: undo });
    } catch (error) {
      const failure = Failure.of(error);
      toast(isConflict(failure) ? `${name} has just changed. Look at it before you delete it.` : failure.message);
      value.refresh();
    } finally {
      setBusy(false);
    }
  }

  return (
    <button type="button" class="button danger" disabled={isBusy} onClick={deleteIt}>
      <Icon name="trash" />
      Delete
    </button>
  );
}
