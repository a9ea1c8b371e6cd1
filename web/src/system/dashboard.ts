import { signal } from "@preact/signals";
import { client } from "../api/client";
import { unwrap } from "../api/failure";

/** Address of the dashboard with the traces; undefined where there is none, or nobody has asked yet. */
export const dashboard = signal<string | undefined>(undefined);

/** Asks for it, once: it does not change while the system runs. */
export async function findDashboard(): Promise<void> {
  if (dashboard.value === undefined) {
    try {
      const { data } = await unwrap(client.GET("/api/status"));
      dashboard.value = data.dashboard ?? undefined;
    } catch {
      // Then there are no links to it. What is wrong is told by those who need the answer.
    }
  }
}
