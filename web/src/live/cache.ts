const maxEntries = 50;
const entries = new Map<string, unknown>();

/** Keeps the last answer of a request, so that a page that is opened again, also without a network, shows it. */
export function keep(key: string, data: unknown): void {
  entries.delete(key);
  entries.set(key, data);
  const [oldest] = entries.keys();
  if (entries.size > maxEntries && oldest !== undefined) {
    entries.delete(oldest);
  }
}

export const kept = (key: string): unknown => entries.get(key);

export const forgetAll = (): void => entries.clear();
