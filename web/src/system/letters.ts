import { client, type Schemas } from "../api/client";
import { Failure, unwrap } from "../api/failure";
import { mistakeIn, pretty } from "../text/json";
import { plural } from "../text/words";

export type DeadLetters = Schemas["DeadLetterList"];
export type DeadLetter = Schemas["DeadLetter"];
export type ReplayOutcome = Schemas["ReplayOutcome"];

/** Most that are shown; who has more has to look for one cause, and not at each. */
const limit = 20;

/** Some of them, newest first; null where the API does not show them, which is so where it is public. */
export async function loadDeadLetters(signal: AbortSignal): Promise<DeadLetters | null> {
  try {
    const { data } = await unwrap(client.GET("/api/dead-letters", { params: { query: { limit } }, signal }));
    return data;
  } catch (error) {
    if (error instanceof Failure && error.status === 404) {
      return null;
    }
    throw error;
  }
}

/** Lets the Consumer handle them again. Harmless to repeat: what is in the event log already is not recorded again. */
export async function replay(): Promise<ReplayOutcome> {
  const { data } = await unwrap(client.POST("/api/dead-letters/replay"));
  return data;
}

/** What has become of them, as a sentence. */
export function outcomeOf({ recorded, left, more }: ReplayOutcome): string {
  if (recorded === 0 && left === 0) {
    return "There was nothing to replay.";
  }
  const done = recorded === 0 ? "None could be replayed" : `${plural(recorded, "dead letter")} replayed`;
  const rest =
    left === 0 ? (more ? "; there are others." : ".") : `; ${more ? "at least " : ""}${left} left, with the reason.`;
  return done + rest;
}

const foldedLength = 160;

export interface Body {
  /** With line breaks, where it is JSON. */
  text: string;
  /** Its beginning in one line, where it is too long to be shown at once. */
  beginning: string | undefined;
}

/** A message as people read it: it may be anything, since what it is not is an event. */
export function bodyOf(letter: DeadLetter): Body {
  const line = letter.body.replace(/\s+/g, " ").trim();
  return {
    text: mistakeIn(letter.body) ? letter.body : pretty(letter.body),
    beginning: line.length > foldedLength ? line.slice(0, foldedLength) : undefined,
  };
}
