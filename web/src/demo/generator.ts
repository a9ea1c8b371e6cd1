import { signal } from "@preact/signals";
import { client } from "../api/client";
import { Failure, insist, unwrap } from "../api/failure";
import { send } from "../events/send";

export interface Demo {
  /** Writes a second. */
  rate: number;
  sent: number;
  failure?: string;
}

/** The generator while it runs; it goes on while other pages are open. */
export const demo = signal<Demo | undefined>(undefined);

export const maxRate = 50;

const cities = ["Paris", "Amsterdam", "Warsaw", "Milan"];
let timer: ReturnType<typeof setInterval> | undefined;

/** Sends keys and events, in turn, by the API's ordinary operations, until it is stopped or a write fails. */
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
    await (sent % 2 === 0 ? setKey(sent) : send("demo.placed", `order-${sent}`, JSON.stringify({ amount: 10 + sent })));
  } catch (error) {
    clearInterval(timer);
    demo.value = { ...current, failure: Failure.of(error).message };
  }
}

function setKey(n: number): Promise<unknown> {
  const key = `demo:customer:${1 + ((n / 2) % 40)}`;
  return insist(async (idempotencyKey) => {
    const header = { "Idempotency-Key": idempotencyKey };
    const body = { city: cities[n % cities.length], visits: n };
    return (await unwrap(client.PUT("/api/kv/{key}", { params: { path: { key }, header }, body }))).data;
  });
}

/** Puts a message into the queue that is no event: it becomes a dead letter. The API has this in development only. */
export async function sendMalformed(): Promise<void> {
  await unwrap(client.POST("/api/admin/malformed-message" as "/api/dead-letters/replay"));
}
