import { client, type Schemas } from "../api/client";
import { Failure, unwrap } from "../api/failure";
import { pretty } from "../text/json";
import { plural } from "../text/words";

export type DeadLetters = Schemas["DeadLetterList"];
export type DeadLetter = Schemas["DeadLetter"];
export type ReplayOutcome = Schemas["ReplayOutcome"];

/** How many are shown at most: more of them have few causes. */
const limit = 20;

/** Some of them, newest first; null where the API does not offer them. */
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

/** Replays them, or one. Harmless to repeat: an event that is in the event log is not recorded again. */
export async function replay(id?: string): Promise<ReplayOutcome> {
  const query = id === undefined ? {} : { id };
  return (await unwrap(client.POST("/api/dead-letters/replay", { params: { query } }))).data;
}

/** Deletes one; its event is never recorded. */
export async function discard(id: string): Promise<void> {
  await unwrap(client.DELETE("/api/dead-letters/{id}", { params: { path: { id } } }));
}

/** The outcome as a sentence. */
export function outcomeOf({ recorded, left, more }: ReplayOutcome): string {
  if (recorded === 0 && left === 0) {
    return "No dead letters to replay.";
  }
  const done = recorded === 0 ? "None could be replayed" : `${plural(recorded, "dead letter")} replayed`;
  const rest =
    left === 0
      ? more
        ? "; more remain."
        : "."
      : `; ${more ? "at least " : ""}${left} remaining, each with its reason.`;
  return done + rest;
}

const foldedLength = 160;

export interface Body {
  /** Formatted where it is JSON. */
  text: string;
  /** Its first characters in one line, where it is too long to be shown at once. */
  beginning: string | undefined;
}

/** The body for display. It may be any text. */
export function bodyOf(letter: DeadLetter): Body {
  const line = letter.body.replace(/\s+/g, " ").trim();
  return {
    text: pretty(letter.body),
    beginning: line.length > foldedLength ? line.slice(0, foldedLength) : undefined,
  };
}
