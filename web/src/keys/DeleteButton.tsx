import { useState } from "preact/hooks";
import { Failure } from "../api/failure";
import type { Live } from "../live/useLive";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/Toasts";
import { type Draft, draftOf, drafts, isChanged } from "./draft";
import { isConflict, remove, type Stored, save } from "./values";

interface Props {
  name: string;
  stored: Stored;
  value: Live<Stored | null>;
  /** The list of keys has changed. */
  changed: () => void;
  /** The draft of this key has been replaced. */
  restored: () => void;
}

export function DeleteButton({ name, stored, value, changed, restored }: Props) {
  const [isBusy, setBusy] = useState(false);

  async function undo(unsaved: Draft | undefined): Promise<void> {
    try {
      const { etag } = await save(name, stored.text, null);
      const back = { text: stored.text, etag };
      const begun = drafts.get(name);
      // What was begun after the deletion is newer than what was unsaved before it.
      if (!(begun && isChanged(begun)) && unsaved) {
        drafts.set(name, { ...draftOf(back), text: unsaved.text });
      }
      value.change(back);
      restored();
      toast(`Restored ${name}`);
    } catch (error) {
      const failure = Failure.of(error);
      toast(isConflict(failure) ? `Not restored: ${name} has a new value` : `Not restored. ${failure.message}`);
      value.refresh();
    }
    changed();
  }

  async function deleteKey(): Promise<void> {
    setBusy(true);
    const unsaved = drafts.get(name);
    try {
      await remove(name, stored);
      drafts.delete(name);
      value.change(null);
      changed();
      toast(`Deleted ${name}`, { name: "Undo", do: () => void undo(unsaved) });
      // The button is gone, and the focus with it.
      document.querySelector<HTMLElement>("[data-focus]")?.focus();
    } catch (error) {
      const failure = Failure.of(error);
      toast(isConflict(failure) ? `Not deleted: ${name} has just changed` : `Not deleted. ${failure.message}`);
      value.refresh();
    } finally {
      setBusy(false);
    }
  }

  return (
    <button type="button" class="button danger" disabled={isBusy} onClick={deleteKey}>
      <Icon name="trash" />
      Delete
    </button>
  );
}
