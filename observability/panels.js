// The panels of the dashboards: title, description, unit, and queries, each [PromQL, legend, exemplar: links to traces].

const http = "http_server_request_duration_seconds";
const quantile = (q, series, by) =>
  `histogram_quantile(${q}, sum by (le, ${by}) (rate(${series}_bucket[$__rate_interval])))`;
const rate = (series, by) => `sum by (${by}) (rate(${series}[$__rate_interval]))`;

export const requests = {
  title: "Requests by route",
  description: "Rate, errors and duration of HTTP requests. A point of a duration links to its trace.",
  sections: [
    {
      row: "Rate and errors",
      charts: [
        ["Requests", "Requests per second by route.", "reqps",
          [rate(`${http}_count`, "job, http_request_method, http_route"), "{{job}} {{http_request_method}} {{http_route}}"]],
        ["Responses", "Responses per second by status code.", "reqps",
          [rate(`${http}_count`, "job, http_response_status_code"), "{{job}} {{http_response_status_code}}"]],
        ["Error ratio", "Part of the requests with a 5xx response. Alert: ErrorRatio.", "percentunit",
          [`1 - ${rate(`${http}_count{http_response_status_code!~"5.."}`, "job, http_route")} / ${rate(`${http}_count`, "job, http_route")}`, "{{job}} {{http_route}}"]],
        ["Active requests", "Requests that are being processed.", "short",
          ["sum by (job) (http_server_active_requests)", "{{job}}"]],
      ],
    },
    {
      row: "Duration",
      charts: [
        ["p50", "Median duration by route.", "s", [quantile(0.5, http, "job, http_route"), "{{job}} {{http_route}}", true]],
        ["p95", "95th percentile by route. Alert: Latency.", "s",
          [quantile(0.95, http, "job, http_route"), "{{job}} {{http_route}}", true]],
      ],
    },
  ],
};

export const events = {
  title: "The way of an event",
  description: "From the accepted request over outbox and queue to the event log.",
  sections: [
    {
      numbers: [
        ["Oldest event not in the log", "Alert: EventAge.", "s", ["max(scalewaypoc_in_flight_age_seconds)", ""]],
        ["In the outbox", "Accepted events that the queue has not acknowledged.", "short", ["max(scalewaypoc_outbox_depth)", ""]],
        ["In the queue", "Events that the queue has acknowledged and that are not in the log. Alert: QueueDepth.", "short",
          ["max(scalewaypoc_in_flight_count) - max(scalewaypoc_outbox_depth)", ""]],
        ["Dead letters", "Messages that could not be processed, since the instances started. Alert: DeadLetters.", "short",
          ["sum(scalewaypoc_event_dead_letters_total)", ""]],
      ],
      charts: [
        ["Accepted to logged", "Time from acceptance to the event log.", "s",
          ...[0.5, 0.95, 0.99].map((q) => [quantile(q, "scalewaypoc_event_latency_seconds", "job"), `p${q * 100}`, true])],
        ["Accepted", "Accepted events per second; queued: the queue has acknowledged them within the request.", "mps",
          [rate("scalewaypoc_event_accepted_total", "state"), "{{state}}"]],
        ["Backlog", "Events on their way. The difference is in the queue.", "short",
          ["max(scalewaypoc_in_flight_count)", "in flight"],
          ["max(scalewaypoc_outbox_depth)", "outbox"]],
        ["Messages", "Messages per second: sent to the queue, received from it.", "mps",
          [rate("messaging_client_sent_messages_total", "messaging_destination_name, error_type"), "sent {{messaging_destination_name}} {{error_type}}"],
          [rate("messaging_client_consumed_messages_total", "messaging_destination_name"), "consumed {{messaging_destination_name}}"]],
        ["Age", "Oldest event in the outbox, and oldest one that is not in the log. Alerts: OutboxAge, EventAge.", "s",
          ["max(scalewaypoc_outbox_age_seconds)", "outbox"],
          ["max(scalewaypoc_in_flight_age_seconds)", "not in the log"]],
        ["Requests to the queue", "95th percentile of a request to the queue, retries included.", "s",
          [quantile(0.95, "messaging_client_operation_duration_seconds", "job, messaging_operation_name"), "{{job}} {{messaging_operation_name}}"]],
        ["Processing", "95th percentile of the processing of an event. Errors: alert DatabaseErrors.", "s",
          [quantile(0.95, "messaging_process_duration_seconds", "job, error_type"), "{{job}} {{error_type}}"]],
        ["Repetitions and rejects", "Messages per second that were delivered before, events that the log had already, and dead letters.", "mps",
          [rate("scalewaypoc_event_redeliveries_total", "job"), "redelivered"],
          [rate("scalewaypoc_event_duplicates_total", "job"), "duplicates"],
          [rate("scalewaypoc_event_dead_letters_total", "job"), "dead letters"]],
      ],
    },
  ],
};

export const platform = {
  title: "Platform",
  description: "Instances, runtime, stores, and the containers' own logs.",
  sections: [
    {
      numbers: [
        ["Redis memory", "Used part of the memory. Alert: RedisMemory.", "percentunit", ["max(scalewaypoc_redis_memory_ratio)", ""]],
        ["Instances", "Instances that report.", "short", ["count by (job) (dotnet_process_memory_working_set_bytes)", "{{job}}"]],
        ["Certificate", "Time until it expires. Measured by probe.js. Alert: CertificateExpiry.", "s",
          ["min by (host) (last_over_time(scalewaypoc_certificate_remaining_seconds[2d]))", "{{host}}"]],
        ["Budget", "Used part of the month's budget. Measured by probe.js. Alert: Budget.", "percentunit",
          ["max(last_over_time(scalewaypoc_budget_used_ratio[2d]))", ""]],
      ],
      charts: [
        ["Processor", "Processor time per second and instance, in cores.", "short",
          [rate("dotnet_process_cpu_time_seconds_total", "job, instance"), "{{job}} {{instance}}"]],
        ["Memory", "Working set of each instance.", "bytes",
          ["sum by (job, instance) (dotnet_process_memory_working_set_bytes)", "{{job}} {{instance}}"]],
        ["Garbage collection", "Part of the time that the runtime is paused.", "percentunit",
          [rate("dotnet_gc_pause_time_seconds_total", "job, instance"), "{{job}} {{instance}}"]],
        ["Exceptions", "Exceptions per second by type, handled ones included.", "short",
          [rate("dotnet_exceptions_total", "job, error_type"), "{{job}} {{error_type}}"]],
        ["Database", "95th percentile of a command.", "s",
          [quantile(0.95, "db_client_operation_duration_seconds", "job"), "{{job}}", true]],
        // All since the start of the instances: a wake-up is too rare for a rate.
        ["Database wake-up", "First statement after the start and after five idle minutes, 95th percentile.", "s",
          ["histogram_quantile(0.95, sum by (le, job) (scalewaypoc_database_wake_up_duration_seconds_bucket))", "{{job}}"]],
        ["Database connections", "Connections of the pool of each instance; at most 20 by default.", "short",
          ["sum by (job, instance, db_client_connection_state) (db_client_connection_count)", "{{job}} {{instance}} {{db_client_connection_state}}"]],
        ["Outgoing requests", "95th percentile of HTTP requests to other servers.", "s",
          [quantile(0.95, "http_client_request_duration_seconds", "job, server_address"), "{{job}} {{server_address}}"]],
      ],
      logs: ["Logs of the containers", "UNVERIFIED: standard output and error as the platform collects it.", '{resource_type="serverless_container"}'],
    },
  ],
};
