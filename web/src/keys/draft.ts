import { pretty } from "../text/json";
import type { Stored } from "./values";

/** An edit of a value that is not saved. */
export interface Draft {
  text: string;
  /** The value that was edited; null if there was none. */
  base: Stored | null;
}

/** Drafts outlive their editor, so that opening another key loses nothing. */
export const drafts = new Map<string, Draft>();

export const draftOf = (stored: Stored | null): Draft => ({ text: stored ? pretty(stored.text) : "", base: stored });

export const isChanged = (draft: Draft): boolean => draft.text !== draftOf(draft.base).text;

/** The draft after the value has become `current`: one without changes follows it. */
export function follow(draft: Draft, current: Stored | null): Draft {
  if (draft.base?.etag === current?.etag) {
    return draft;
  }
  return isChanged(draft) && !isSame(draft.text, current) ? draft : draftOf(current);
}

/** Whether the value has changed since the draft was begun. */
export const isOvertaken = (draft: Draft, current: Stored | null): boolean => draft.base?.etag !== current?.etag;

const isSame = (text: string, stored: Stored | null): boolean =>
  stored !== null && pretty(text) === pretty(stored.text);
