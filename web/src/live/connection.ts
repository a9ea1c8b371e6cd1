import { signal } from "@preact/signals";

/** Whether the last request got an answer, by the API or by what is in front of it. */
export const reachable = signal(true);

/** Milliseconds by which the server's clock is ahead of this one; small differences are network, not clock. */
let skew = 0;

export function serverNow(): number {
  return Date.now() + skew;
}

/** Sends a request, and notes from its outcome whether the server is reachable and what its clock says. */
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
