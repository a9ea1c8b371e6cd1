import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { may } from "../signin/session";
import { useTitle } from "../ui/useTitle";
import { EventLog } from "./EventLog";
import { EventState } from "./EventState";
import type { Filter } from "./log";
import { SendEvent } from "./SendEvent";
import type { Sent } from "./send";

/** Sending events, and the log of all events. */
export function EventsPage() {
  useTitle("Events");
  const { route, query } = useLocation();
  const [sent, setSent] = useState<Sent[]>([]);
  const filter = { type: query["type"] ?? "", subject: query["subject"] ?? "" };

  function setFilter(next: Filter, replace: boolean): void {
    const search = new URLSearchParams(Object.entries(next).filter(([, value]) => value !== "")).toString();
    route(`/events${search ? `?${search}` : ""}`, replace);
  }

  return (
    <>
      <div class="page-head">
        <h1 tabIndex={-1} data-focus>
          Events
        </h1>
      </div>
      <div class="events">
        <div class="sending">
          {may("write") && <SendEvent sent={(event) => setSent([event, ...sent].slice(0, 5))} />}
          {sent.length > 0 && (
            <section class="card" aria-labelledby="sent-title">
              <h2 id="sent-title">Sent this session</h2>
              <ul class="sent">
                {sent.map((event) => (
                  <li key={event.id}>
                    <span class="type">{event.type}</span>
                    <EventState id={event.id} />
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
        <EventLog filter={filter} setFilter={setFilter} />
      </div>
    </>
  );
}
