const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minutes = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

export const fullTime = (time: number): string => dateTime.format(time);
export const clockTime = (time: number): string => clock.format(time);
export const minuteTime = (time: number): string => minutes.format(time);
export const count = (value: number): string => number.format(value);

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** "43 ms", "1.2 s", "4 min". */
export function duration(milliseconds: number): string {
  const value = Math.max(0, milliseconds);
  if (value < 999.5) {
    return `${Math.round(value)} ms`;
  }
  return value < 59_950 ? `${number.format(value / 1000)} s` : `${number.format(value / 60_000)} min`;
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** "5 min. ago". */
export function ago(time: number, now: number): string {
  const past = Math.max(0, now - time);
  const [unit, length] = units.find(([, unitLength]) => past >= unitLength) ?? ["second", 1000];
  return past < 1000 ? "just now" : relative.format(-Math.floor(past / length), unit);
}

/** The trace that a W3C trace context belongs to. */
export function traceId(traceParent: string | null): string | undefined {
  return traceParent?.split("-")[1];
}
