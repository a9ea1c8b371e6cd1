import { pretty } from "../text/json";
import type { Stored } from "./values";

/** What somebody is making of a value. */
export interface Draft {
  text: string;
  /** What it was made from; null if there was no value. */
  base: Stored | null;
}

/** Drafts outlive their editor, so that a look at another key loses nothing. */
export const drafts = new Map<string, Draft>();

export const draftOf = (stored: Stored | null): Draft => ({ text: stored ? pretty(stored.text) : "", base: stored });

export const isChanged = (draft: Draft): boolean => draft.text !== draftOf(draft.base).text;

/** The draft after the value has become `current`: what nobody has touched follows it. */
export function follow(draft: Draft, current: Stored | null): Draft {
  if (draft.base?.etag === current?.etag) {
    return draft;
  }
  return isChanged(draft) && !isSame(draft.text, current) ? draft : draftOf(current);
}

/** Whether the value is another one by now than the draft was made from. */
export const isOvertaken = (draft: Draft, current: Stored | null): boolean => draft.base?.etag !== current?.etag;

const isSame = (text: string, stored: Stored | null): boolean =>
  stored !== null && pretty(text) === pretty(stored.text);
