// Measures what neither the services nor Cockpit do, and sends it to Cockpit: run it daily (cron, or a scheduled workflow).
//   node probe.js HOST [MONTHLY_LIMIT]
// HOST (or HOST:PORT): the remaining time of its certificate. MONTHLY_LIMIT: euros; the used part of it is read from the
// billing API with SCW_SECRET_KEY and SCW_DEFAULT_ORGANIZATION_ID (permission set BillingReadOnly; UNVERIFIED against the
// platform). The receiver is set as for the services: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS.
import { connect } from "node:tls";

const fail = (message) => {
  console.error(`probe: ${message}`);
  process.exit(1);
};

const [target, limit] = process.argv.slice(2);
const endpoint = process.env.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT;
if (!target || !endpoint) {
  fail("usage: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=URL node probe.js HOST [MONTHLY_LIMIT]");
}

/** Seconds until the certificate expires; negative after it. An invalid certificate is measured as well. */
function remaining(address) {
  const [host, port = 443] = address.split(":");
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false, timeout: 10_000 }, () => {
      resolve((Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / 1000);
      socket.end();
    });
    socket.on("error", reject).on("timeout", () => socket.destroy(new Error("no answer within 10 s")));
  });
}

/** Used part of the month's budget: consumption of the organization, without tax and discounts. */
async function used(budget) {
  const api = process.env.SCW_API_URL ?? "https://api.scaleway.com";
  let sum = 0;
  for (let page = 1, seen = 0, total = 1; seen < total; page++) {
    const url = `${api}/billing/v2beta1/consumptions?organization_id=${process.env.SCW_DEFAULT_ORGANIZATION_ID}&page=${page}&page_size=100`;
    const response = await fetch(url, { headers: { "X-Auth-Token": process.env.SCW_SECRET_KEY ?? "" } });
    if (!response.ok) {
      throw new Error(`${url} returned ${response.status}`);
    }
    const { consumptions, total_count } = await response.json();
    if (consumptions.length === 0) {
      break;
    }
    sum += consumptions.reduce((all, { value }) => all + Number(value.units) + value.nanos / 1e9, 0);
    seen += consumptions.length;
    total = total_count;
  }
  return sum / budget;
}

const gauge = (name, unit, value, attributes = {}) => ({
  name,
  unit,
  gauge: {
    dataPoints: [
      {
        asDouble: value,
        timeUnixNano: `${Date.now()}000000`,
        attributes: Object.entries(attributes).map(([key, text]) => ({ key, value: { stringValue: text } })),
      },
    ],
  },
});

try {
  const metrics = [gauge("scalewaypoc.certificate.remaining", "s", await remaining(target), { host: target })];
  if (limit) {
    metrics.push(gauge("scalewaypoc.budget.used", "1", await used(Number(limit))));
  }
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "probe" } }] };
  const headers = (process.env.OTEL_EXPORTER_OTLP_HEADERS ?? "")
    .split(",")
    .filter(Boolean)
    .map((pair) => [pair.slice(0, pair.indexOf("=")), decodeURIComponent(pair.slice(pair.indexOf("=") + 1))]);
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...Object.fromEntries(headers) },
    body: JSON.stringify({
      resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: "ScalewayPoc" }, metrics }] }],
    }),
  });
  if (!response.ok) {
    fail(`${endpoint} returned ${response.status}: ${await response.text()}`);
  }
} catch (error) {
  fail(error.cause?.message ?? error.message);
}
