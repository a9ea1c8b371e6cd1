import type { Schemas } from "../api/client";
import { duration } from "../text/words";
import { Loading } from "../ui/parts";

const names: Record<string, string> = { redis: "Redis", events: "PostgreSQL", ingress: "Queue" };

/** Each dependency of the API, as its own check sees it. */
export function Dependencies({ status, failed }: { status: Schemas["SystemStatus"] | undefined; failed: boolean }) {
  return (
    <section class="card" aria-labelledby="dependencies-title">
      <h2 id="dependencies-title">Dependencies</h2>
      {!status && !failed && <Loading what="the dependencies" rows={3} />}
      {!status && failed && <p class="note">Nothing is known of them as long as the API does not answer.</p>}
      <ul class={failed ? "dependencies stale" : "dependencies"}>
        {status?.dependencies.map((dependency) => (
          <li class={dependency.state} key={dependency.name}>
            <span class="dot" aria-hidden="true" />
            <strong>{names[dependency.name] ?? dependency.name}</strong>
            <span class="fine">{dependency.name}</span>
            {dependency.reason && <span class="grow">{dependency.reason}</span>}
            <span>{dependency.state === "up" ? `answered in ${duration(dependency.milliseconds)}` : "down"}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
