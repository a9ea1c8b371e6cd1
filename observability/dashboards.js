// Writes the dashboards of dashboards/ from the panels of panels.js: `npm run build`. A test compares the files with what
// this program writes.
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
import * as boards from "./panels.js";

// The data sources of Cockpit: those that iac/ makes end in the signal; UNVERIFIED that the platform's own is named so.
const metrics = { type: "prometheus", uid: "${metrics}" };
const platformLogs = { type: "loki", uid: "${logs}" };

const source = (name, type, regex) => new DatasourceVariableBuilder(name).type(type).regex(regex);

const query = ([expr, legend, exemplar]) => {
  const built = new DataqueryBuilder().expr(expr).legendFormat(legend).range();
  return exemplar ? built.exemplar(true) : built;
};

const described = (panel, [title, description, unit]) =>
  panel.title(title).description(description).unit(unit).datasource(metrics);

const withQueries = (panel, [, , , ...queries]) =>
  queries.reduce((all, each, i) => all.withTarget(query(each).refId(String.fromCharCode(65 + i))), panel);

const number = (panel) =>
  withQueries(
    described(new stat.PanelBuilder(), panel)
      .height(5)
      .span(6)
      .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"])),
    panel,
  );

const chart = (panel) =>
  withQueries(
    described(new timeseries.PanelBuilder(), panel)
      .min(0)
      .height(8)
      .span(12)
      .fillOpacity(10)
      .showPoints(common.VisibilityMode.Never)
      .legend(new common.VizLegendOptionsBuilder().displayMode("list").placement("bottom").showLegend(true)),
    panel,
  );

const logList = ([title, description, expr]) =>
  new logs.PanelBuilder()
    .title(title)
    .description(description)
    .datasource(platformLogs)
    .height(10)
    .span(24)
    .showTime(true)
    .withTarget(new loki.DataqueryBuilder().expr(expr).refId("A"));

function board(name, { title, description, sections }) {
  const built = new DashboardBuilder(title)
    .uid(`scalewaypoc-${name}`)
    .description(description)
    .tags(["scalewaypoc"])
    .time({ from: "now-1h", to: "now" })
    .refresh("1m")
    .timezone("browser")
    .readonly()
    .withVariable(source("metrics", "prometheus", "/-metrics$/"));
  if (sections.some((section) => section.logs)) {
    built.withVariable(source("logs", "loki", ""));
  }
  for (const { row, numbers = [], charts = [], logs: list } of sections) {
    if (row) {
      built.withRow(new RowBuilder(row));
    }
    const panels = [...numbers.map(number), ...charts.map(chart), ...(list ? [logList(list)] : [])];
    panels.forEach((panel) => built.withPanel(panel));
  }
  return built.build();
}

const folder = process.argv[2] ?? fileURLToPath(new URL("dashboards", import.meta.url));
for (const [name, panels] of Object.entries(boards)) {
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(board(name, panels), null, 2)}\n`);
}
