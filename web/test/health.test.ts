import { expect, test } from "vitest";
import { Failure } from "../src/api/failure";
import { healthOf } from "../src/system/health";
import type { Status } from "../src/system/status";
import { down, status, up } from "./support/fakeApi";

const view = (changes: object, failure?: Failure) => ({
  status: status(changes) as Status,
  failure,
  retryAt: undefined,
  roundTrip: 20,
});

test("An oldest event of more than 10 s means that the Consumer is not delivering", () => {
  expect(healthOf(view({ oldestInFlightSeconds: 10 })).consumer.text).toBe("Healthy");
  expect(healthOf(view({ oldestInFlightSeconds: 125, queueDepth: 41 }))).toMatchObject({
    consumer: { health: "failing", text: "Not delivering", figure: "oldest event 2.1 min" },
    queue: { health: "healthy", figure: "41 messages" },
  });
});

test("A Consumer with nothing to deliver is healthy, however long ago its last event was", () => {
  expect(healthOf(view({ oldestInFlightSeconds: 0 })).consumer).toEqual({ health: "healthy", text: "Healthy" });
});

test("What the API does not report is unknown, not healthy", () => {
  expect(healthOf(view({})).consumer).toEqual({ health: "unknown", text: "Unknown" });
  expect(healthOf(view({})).deadLetters).toEqual({ health: "unknown", text: "Unknown" });
  expect(healthOf(view({ dependencies: [up("redis")] })).log).toEqual({ health: "unknown", text: "Unknown" });
});

test("A dependency that is down is unreachable, without exception text", () => {
  const { redis, log } = healthOf(view({ dependencies: [down("redis"), up("events")] }));
  expect(redis).toEqual({ health: "failing", text: "Unreachable" });
  expect(log.text).toBe("Healthy");
});

test("Without an answer from the API everything behind it is unknown", () => {
  const health = healthOf(view({ oldestInFlightSeconds: 0 }, new Failure("gone", true)));
  expect(health.api).toEqual({ health: "failing", text: "Unreachable" });
  for (const part of [health.redis, health.queue, health.consumer, health.log, health.deadLetters]) {
    expect(part).toEqual({ health: "unknown", text: "Unknown" });
  }
});

test("Dead letters are counted, and none is healthy", () => {
  expect(healthOf(view({ deadLetters: 0 })).deadLetters).toEqual({ health: "healthy", text: "No dead letters" });
  expect(healthOf(view({ deadLetters: 2 })).deadLetters).toEqual({ health: "failing", text: "2 dead letters" });
});
