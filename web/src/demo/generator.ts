import { signal } from "@preact/signals";
import { client } from "../api/client";
import { Failure, insist, unwrap } from "../api/failure";

export interface Demo {
  /** Writes a second. */
  rate: number;
  sent: number;
  failure?: string;
}

/** The generator while it runs; it goes on while other pages are open. */
export const demo = signal<Demo | undefined>(undefined);

export const maxRate = 50;

let timer: ReturnType<typeof setInterval> | undefined;

/** Sends keys and events, in turn, until it is stopped or a write fails. */
export function startDemo(rate: number): void {
  stopDemo();
  demo.value = { rate, sent: 0 };
  timer = setInterval(() => void sendNext(), 1000 / rate);
}

export function stopDemo(): void {
  clearInterval(timer);
  demo.value = undefined;
}

async function sendNext(): Promise<void> {
  const current = demo.peek();
  if (!current) {
    return;
  }
  const { sent } = current;
  demo.value = { ...current, sent: sent + 1 };
  try {
    await send(`/api/demo/${sent % 2 === 0 ? "keys" : "events"}/${Math.floor(sent / 2)}`);
  } catch (error) {
    clearInterval(timer);
    demo.value = { ...current, failure: Failure.of(error).message };
  }
}

/** Puts a message into the queue that is no event: it becomes a dead letter. */
export const sendMalformed = (): Promise<void> => send("/api/demo/malformed-messages");

/** The API makes the data, in development only: its document does not have these operations. */
function send(path: string): Promise<void> {
  return insist(async (idempotencyKey) => {
    await unwrap(client.POST(path as "/api/dead-letters/replay", { headers: { "Idempotency-Key": idempotencyKey } }));
  });
}
