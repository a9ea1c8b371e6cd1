import { client } from "../api/client";
import { insist, unwrap } from "../api/failure";
import { compact } from "../text/json";

/** How far an event has come: stored with its value, acknowledged by the queue, recorded in the event log. */
export type EventStage = "accepted" | "queued" | "processed";

export interface Sent {
  id: string;
  type: string;
}

/** Sends an event whose data is a JSON text. */
export function send(type: string, subject: string, data: string): Promise<Sent> {
  return insist(async (idempotencyKey) => {
    const request = client.POST("/api/events", {
      params: { header: { "Idempotency-Key": idempotencyKey } },
      body: { type, subject: subject || null, data: null },
      // The data is sent as it was typed: to parse it and write it again would round large numbers.
      bodySerializer: (body) => `${JSON.stringify({ ...body, data: undefined }).slice(0, -1)},"data":${compact(data)}}`,
    });
    return { id: (await unwrap(request)).data.id, type };
  });
}
