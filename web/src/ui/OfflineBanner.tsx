import { useEffect } from "preact/hooks";
import { client } from "../api/client";
import { reachable } from "../live/connection";
import { poll } from "../live/poll";
import { Icon } from "./Icon";

/** Says that nothing answers, and asks until something does. */
export function OfflineBanner() {
  const isReachable = reachable.value;
  useEffect(() => {
    if (isReachable) {
      return;
    }
    // The pages ask too, but back off further and further; this asks for the least there is.
    const mine = poll({
      ask: (signal) => client.GET("/api/problems", { signal }),
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
            <strong>Offline.</strong> What you see was loaded before. It goes on by itself as soon as the server
            answers.
          </p>
        </div>
      )}
    </div>
  );
}
