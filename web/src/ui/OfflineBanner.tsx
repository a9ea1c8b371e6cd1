import { useEffect } from "preact/hooks";
import { client } from "../api/client";
import { reachable } from "../live/connection";
import { poll } from "../live/poll";
import { Icon } from "./Icon";

/** Shown while requests get no answer; polls the cheapest operation until one does. */
export function OfflineBanner() {
  const isReachable = reachable.value;
  useEffect(() => {
    if (isReachable) {
      return;
    }
    const mine = poll({
      request: (signal) => client.GET("/api/problems", { signal }),
      next: () => false,
      failed: () => {},
    });
    return () => mine.stop();
  }, [isReachable]);
  return (
    <div role="alert">
      {!isReachable && (
        <div class="banner">
          <Icon name="alert" />
          <p>
            <strong>Can't reach the server</strong>{" "}
            <span>Reconnecting automatically. The data shown may be outdated.</span>
          </p>
        </div>
      )}
    </div>
  );
}
