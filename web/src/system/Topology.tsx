import { Icon, type IconName } from "../ui/Icon";
import type { Figures } from "./figures";
import { healthOf, type State, type SystemHealth } from "./health";
import { dashboard, system } from "./status";

interface Node {
  id: string;
  name: string;
  /** What it does, in two words. */
  role: string;
  /** Scaleway's product, and what stands in for it locally. */
  product: string;
  local?: string;
  icon: IconName;
  state?: (health: SystemHealth) => State;
  /** Its resource in the dashboard. */
  resource?: string;
  docs: string;
}

const docs = "https://www.scaleway.com/en/docs";

const nodes: Node[] = [
  {
    id: "browser",
    name: "Browser",
    role: "This site",
    product: "Preact, no cookies",
    icon: "search",
    docs: "https://preactjs.com",
  },
  {
    id: "edge",
    name: "Edge",
    role: "One origin",
    product: "Edge Services",
    local: "Vite or emulator",
    icon: "bolt",
    resource: "web",
    docs: `${docs}/edge-services/`,
  },
  {
    id: "bucket",
    name: "Site",
    role: "Serves the site",
    product: "Object Storage",
    local: "dist folder",
    icon: "server",
    docs: `${docs}/object-storage/`,
  },
  {
    id: "api",
    name: "API",
    role: "Accepts writes",
    product: "Serverless Containers",
    local: "process",
    icon: "server",
    state: (health) => health.api,
    resource: "api",
    docs: `${docs}/serverless-containers/`,
  },
  {
    id: "redis",
    name: "Redis",
    role: "Stores values, outbox",
    product: "Managed Redis",
    local: "redis-server or Garnet",
    icon: "database",
    state: (health) => health.redis,
    resource: "redis",
    docs: `${docs}/managed-databases-for-redis/`,
  },
  {
    id: "queue",
    name: "Queue",
    role: "Delivers",
    product: "Queues (SQS)",
    local: "SQS simulator",
    icon: "queue",
    state: (health) => health.queue,
    resource: "queues",
    docs: `${docs}/queues/`,
  },
  {
    id: "dead",
    name: "Dead letters",
    role: "Keeps failures",
    product: "Queues (SQS)",
    local: "SQS simulator",
    icon: "alert",
    state: (health) => health.deadLetters,
    docs: `${docs}/queues/`,
  },
  {
    id: "consumer",
    name: "Consumer",
    role: "Processes events",
    product: "Serverless Containers",
    local: "process",
    icon: "worker",
    state: (health) => health.consumer,
    resource: "consumer",
    docs: `${docs}/serverless-containers/`,
  },
  {
    id: "log",
    name: "Event log",
    role: "Stores history",
    product: "Serverless SQL",
    local: "PostgreSQL",
    icon: "database",
    state: (health) => health.log,
    resource: "postgres",
    docs: `${docs}/serverless-sql-databases/`,
  },
];

/** The parts of the system and the way of a write through them, each with its state. `reached` are marked as passed. */
export function Topology({ reached, figures }: { reached: readonly string[]; figures: Figures | undefined }) {
  const health = healthOf(system.value, figures);
  return (
    <ul class="topology" aria-label="Architecture">
      {nodes.map((node) => (
        <Part node={node} state={node.state?.(health)} isReached={reached.includes(node.id)} key={node.id} />
      ))}
    </ul>
  );
}

function Part({ node, state, isReached }: { node: Node; state: State | undefined; isReached: boolean }) {
  return (
    <li class={`node at-${node.id} ${state?.health ?? "static"} ${isReached ? "reached" : ""}`}>
      <div class="node-head">
        <Icon name={node.icon} />
        <strong>{node.name}</strong>
      </div>
      <span class="fine">{node.role}</span>
      {state && (
        <span class="node-state">
          <span class="dot" aria-hidden="true" />
          <span>{state.text}</span>
          {state.figure && <span class="fine">{state.figure}</span>}
        </span>
      )}
      <span class="node-links fine">
        <a href={node.docs} target="_blank" rel="noreferrer">
          {node.product}
        </a>
        {node.local && <span class="local">local: {node.local}</span>}
        {dashboard.value && node.resource && (
          <a
            href={`${dashboard.value}/consolelogs/resource/${node.resource}`}
            target="_blank"
            rel="noreferrer"
            aria-label={`Logs of ${node.name}`}
          >
            Logs
          </a>
        )}
      </span>
    </li>
  );
}
