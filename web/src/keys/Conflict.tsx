import { pretty } from "../text/json";
import { DiffView } from "../ui/DiffView";
import { Icon } from "../ui/Icon";
import type { Draft } from "./draft";
import type { Stored } from "./values";

interface ConflictProps {
  mine: Draft;
  theirs: Stored | null;
  keepMine: () => void;
  takeTheirs: () => void;
}

/** The value has changed since the edit began: shows the difference and offers both. */
export function Conflict({ mine, theirs, keepMine, takeTheirs }: ConflictProps) {
  return (
    <div class="conflict" role="alert">
      <p class="conflict-title">
        <Icon name="alert" />
        {theirs ? "This value has changed while you were editing." : "This key was deleted while you were editing."}
      </p>
      {theirs && (
        <>
          <p class="fine">Current (−) vs yours (+)</p>
          <DiffView before={pretty(theirs.text)} after={pretty(mine.text)} />
        </>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={takeTheirs}>
          {theirs ? "Take theirs" : "Discard my edit"}
        </button>
        <button type="button" class="button" onClick={keepMine}>
          Keep mine
        </button>
      </div>
    </div>
  );
}
