// Writes the dashboards of dashboards/: `npm run build`. A test compares the files with what this program writes.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as common from "@grafana/grafana-foundation-sdk/common";
import { DashboardBuilder, DatasourceVariableBuilder, RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import * as logs from "@grafana/grafana-foundation-sdk/logs";
import * as loki from "@grafana/grafana-foundation-sdk/loki";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";

// The data sources of Cockpit: those that iac/ makes end in the signal; UNVERIFIED that the platform's own is named so.
const metrics = { type: "prometheus", uid: "${metrics}" };
const platformLogs = { type: "loki", uid: "${logs}" };

const source = (name, type, regex) => new DatasourceVariableBuilder(name).type(type).regex(regex);

/** A query: PromQL, its legend, and "exemplar" where a point links to its trace. */
const query = ([expr, legend, exemplar]) => {
  const built = new DataqueryBuilder().expr(expr).legendFormat(legend).range();
  return exemplar ? built.exemplar(true) : built;
};

const refIds = (panel, queries) =>
  queries.reduce((all, each, i) => all.withTarget(query(each).refId(String.fromCharCode(65 + i))), panel);

const chart = (title, description, unit, ...queries) =>
  refIds(
    new timeseries.PanelBuilder()
      .title(title)
      .description(description)
      .unit(unit)
      .min(0)
      .datasource(metrics)
      .height(8)
      .span(12)
      .fillOpacity(10)
      .showPoints(common.VisibilityMode.Never)
      .legend(new common.VizLegendOptionsBuilder().displayMode("list").placement("bottom").showLegend(true)),
    queries,
  );

const number = (title, description, unit, ...queries) =>
  refIds(
    new stat.PanelBuilder()
      .title(title)
      .description(description)
      .unit(unit)
      .datasource(metrics)
      .height(5)
      .span(6)
      .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"])),
    queries,
  );

const board = (uid, title, description) =>
  new DashboardBuilder(title)
    .uid(`scalewaypoc-${uid}`)
    .description(description)
    .tags(["scalewaypoc"])
    .time({ from: "now-1h", to: "now" })
    .refresh("1m")
    .timezone("browser")
    .readonly()
    .withVariable(source("metrics", "prometheus", "/-metrics$/"));

const http = "http_server_request_duration_seconds";
const quantile = (q, series, by) =>
  `histogram_quantile(${q}, sum by (le, ${by}) (rate(${series}_bucket[$__rate_interval])))`;
const rate = (series, by) => `sum by (${by}) (rate(${series}[$__rate_interval]))`;

const requests = board(
  "requests",
  "Requests by route",
  "Rate, errors and duration of HTTP requests. A point of a duration links to its trace.",
)
  .withRow(new RowBuilder("Rate and errors"))
  .withPanel(
    chart("Requests", "Requests per second by route.", "reqps", [
      rate(`${http}_count`, "job, http_request_method, http_route"),
      "{{job}} {{http_request_method}} {{http_route}}",
    ]),
  )
  .withPanel(
    chart("Responses", "Responses per second by status code.", "reqps", [
      rate(`${http}_count`, "job, http_response_status_code"),
      "{{job}} {{http_response_status_code}}",
    ]),
  )
  .withPanel(
    chart("Error ratio", "Part of the requests with a 5xx response. Alert: ErrorRatio.", "percentunit", [
      `1 - ${rate(`${http}_count{http_response_status_code!~"5.."}`, "job, http_route")} / ${rate(`${http}_count`, "job, http_route")}`,
      "{{job}} {{http_route}}",
    ]),
  )
  .withPanel(
    chart("Active requests", "Requests that are being processed.", "short", [
      "sum by (job) (http_server_active_requests)",
      "{{job}}",
    ]),
  )
  .withRow(new RowBuilder("Duration"))
  .withPanel(
    chart("p50", "Median duration by route.", "s", [
      quantile(0.5, http, "job, http_route"),
      "{{job}} {{http_route}}",
      "exemplar",
    ]),
  )
  .withPanel(
    chart("p95", "95th percentile by route. Alert: Latency.", "s", [
      quantile(0.95, http, "job, http_route"),
      "{{job}} {{http_route}}",
      "exemplar",
    ]),
  );

const events = board(
  "events",
  "The way of an event",
  "From the accepted request over outbox and queue to the event log.",
)
  .withPanel(
    number("Oldest event not in the log", "Alert: EventAge.", "s", ["max(scalewaypoc_in_flight_age_seconds)", ""]),
  )
  .withPanel(
    number("In the outbox", "Accepted events that the queue has not acknowledged.", "short", [
      "max(scalewaypoc_outbox_depth)",
      "",
    ]),
  )
  .withPanel(
    number(
      "In the queue",
      "Events that the queue has acknowledged and that are not in the log. Alert: QueueDepth.",
      "short",
      ["max(scalewaypoc_in_flight_count) - max(scalewaypoc_outbox_depth)", ""],
    ),
  )
  .withPanel(
    number(
      "Dead letters",
      "Messages that could not be processed, since the instances started. Alert: DeadLetters.",
      "short",
      ["sum(scalewaypoc_event_dead_letters_total)", ""],
    ),
  )
  .withPanel(
    chart(
      "Accepted to logged",
      "Time from acceptance to the event log.",
      "s",
      ...[0.5, 0.95, 0.99].map((q) => [
        quantile(q, "scalewaypoc_event_latency_seconds", "job"),
        `p${q * 100}`,
        "exemplar",
      ]),
    ),
  )
  .withPanel(
    chart(
      "Accepted",
      "Accepted events per second; queued: the queue has acknowledged them within the request.",
      "mps",
      [rate("scalewaypoc_event_accepted_total", "state"), "{{state}}"],
    ),
  )
  .withPanel(
    chart(
      "Backlog",
      "Events on their way. The difference is in the queue.",
      "short",
      ["max(scalewaypoc_in_flight_count)", "in flight"],
      ["max(scalewaypoc_outbox_depth)", "outbox"],
    ),
  )
  .withPanel(
    chart(
      "Messages",
      "Messages per second: sent to the queue, received from it.",
      "mps",
      [
        rate("messaging_client_sent_messages_total", "messaging_destination_name, error_type"),
        "sent {{messaging_destination_name}} {{error_type}}",
      ],
      [
        rate("messaging_client_consumed_messages_total", "messaging_destination_name"),
        "consumed {{messaging_destination_name}}",
      ],
    ),
  )
  .withPanel(
    chart(
      "Age",
      "Oldest event in the outbox, and oldest one that is not in the log. Alerts: OutboxAge, EventAge.",
      "s",
      ["max(scalewaypoc_outbox_age_seconds)", "outbox"],
      ["max(scalewaypoc_in_flight_age_seconds)", "not in the log"],
    ),
  )
  .withPanel(
    chart("Requests to the queue", "95th percentile of a request to the queue, retries included.", "s", [
      quantile(0.95, "messaging_client_operation_duration_seconds", "job, messaging_operation_name"),
      "{{job}} {{messaging_operation_name}}",
    ]),
  )
  .withPanel(
    chart("Processing", "95th percentile of the processing of an event. Errors: alert DatabaseErrors.", "s", [
      quantile(0.95, "messaging_process_duration_seconds", "job, error_type"),
      "{{job}} {{error_type}}",
    ]),
  )
  .withPanel(
    chart(
      "Repetitions and rejects",
      "Messages per second that were delivered before, events that the log had already, and dead letters.",
      "mps",
      [rate("scalewaypoc_event_redeliveries_total", "job"), "redelivered"],
      [rate("scalewaypoc_event_duplicates_total", "job"), "duplicates"],
      [rate("scalewaypoc_event_dead_letters_total", "job"), "dead letters"],
    ),
  );

const platform = board("platform", "Platform", "Instances, runtime, stores, and the containers' own logs.")
  .withVariable(source("logs", "loki", ""))
  .withPanel(
    number("Redis memory", "Used part of the memory. Alert: RedisMemory.", "percentunit", [
      "max(scalewaypoc_redis_memory_ratio)",
      "",
    ]),
  )
  .withPanel(
    number("Instances", "Instances that report.", "short", [
      "count by (job) (dotnet_process_memory_working_set_bytes)",
      "{{job}}",
    ]),
  )
  .withPanel(
    number("Certificate", "Time until it expires. Measured by probe.js. Alert: CertificateExpiry.", "s", [
      "min by (host) (last_over_time(scalewaypoc_certificate_remaining_seconds[2d]))",
      "{{host}}",
    ]),
  )
  .withPanel(
    number("Budget", "Used part of the month's budget. Measured by probe.js. Alert: Budget.", "percentunit", [
      "max(last_over_time(scalewaypoc_budget_used_ratio[2d]))",
      "",
    ]),
  )
  .withPanel(
    chart("Processor", "Processor time per second and instance, in cores.", "short", [
      "sum by (job, instance) (rate(dotnet_process_cpu_time_seconds_total[$__rate_interval]))",
      "{{job}} {{instance}}",
    ]),
  )
  .withPanel(
    chart("Memory", "Working set of each instance.", "bytes", [
      "sum by (job, instance) (dotnet_process_memory_working_set_bytes)",
      "{{job}} {{instance}}",
    ]),
  )
  .withPanel(
    chart("Garbage collection", "Part of the time that the runtime is paused.", "percentunit", [
      "sum by (job, instance) (rate(dotnet_gc_pause_time_seconds_total[$__rate_interval]))",
      "{{job}} {{instance}}",
    ]),
  )
  .withPanel(
    chart("Exceptions", "Exceptions per second by type, handled ones included.", "short", [
      rate("dotnet_exceptions_total", "job, error_type"),
      "{{job}} {{error_type}}",
    ]),
  )
  .withPanel(
    chart("Database", "95th percentile of a command.", "s", [
      quantile(0.95, "db_client_operation_duration_seconds", "job"),
      "{{job}}",
      "exemplar",
    ]),
  )
  .withPanel(
    // All since the start of the instances: a wake-up is too rare for a rate.
    chart("Database wake-up", "First statement after the start and after five idle minutes, 95th percentile.", "s", [
      "histogram_quantile(0.95, sum by (le, job) (scalewaypoc_database_wake_up_duration_seconds_bucket))",
      "{{job}}",
    ]),
  )
  .withPanel(
    chart("Database connections", "Connections of the pool of each instance; at most 20 by default..", "short", [
      "sum by (job, instance, db_client_connection_state) (db_client_connection_count)",
      "{{job}} {{instance}} {{db_client_connection_state}}",
    ]),
  )
  .withPanel(
    chart("Outgoing requests", "95th percentile of HTTP requests to other servers.", "s", [
      quantile(0.95, "http_client_request_duration_seconds", "job, server_address"),
      "{{job}} {{server_address}}",
    ]),
  )
  .withPanel(
    new logs.PanelBuilder()
      .title("Logs of the containers")
      .description("UNVERIFIED: standard output and error as the platform collects it.")
      .datasource(platformLogs)
      .height(10)
      .span(24)
      .showTime(true)
      .withTarget(new loki.DataqueryBuilder().expr('{resource_type="serverless_container"}').refId("A")),
  );

const folder = process.argv[2] ?? fileURLToPath(new URL("dashboards", import.meta.url));
for (const [name, built] of Object.entries({ requests, events, platform })) {
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(built.build(), null, 2)}\n`);
}
