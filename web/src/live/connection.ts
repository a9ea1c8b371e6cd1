import { signal } from "@preact/signals";

/** Whether the last request was answered, by whomever. */
export const reachable = signal(true);

/** Milliseconds by which the server's clock is ahead of this one; small differences are network, not clock. */
let skew = 0;

export function serverNow(): number {
  return Date.now() + skew;
}

/** Does a request and learns from it. */
export async function observe(request: () => Promise<Response>): Promise<Response> {
  try {
    const response = await request();
    reachable.value = true;
    const date = Date.parse(response.headers.get("Date") ?? "");
    skew = Math.abs(date - Date.now()) > 2000 ? date - Date.now() : 0;
    return response;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      reachable.value = false;
    }
    throw error;
  }
}
