import { dashboard } from "../system/status";
import { Icon } from "./Icon";

/** A trace: a link into the dashboard where there is one, else its id. */
export function TraceLink({ traceId }: { traceId: string }) {
  return dashboard.value ? (
    <a href={`${dashboard.value}/traces/detail/${traceId}`} target="_blank" rel="noreferrer">
      Open trace
      <Icon name="external" />
    </a>
  ) : (
    <span>Trace {traceId}</span>
  );
}
