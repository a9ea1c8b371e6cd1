const encoder = new TextEncoder();

/** The API's limit for a value and for an event's data, in bytes of UTF-8. */
export const maxValueBytes = 64 * 1024;

export const byteLength = (text: string): number => encoder.encode(text).length;

const kibibytes = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** "512 B", "68.4 KiB". */
export const size = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${kibibytes.format(bytes / 1024)} KiB`);
