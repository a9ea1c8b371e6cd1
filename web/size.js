// Fails the build when the bundle outgrows its budget: the bytes of everything a first visit loads, as gzip sends them.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const budget = 150_000;
const directory = new URL("dist", import.meta.url).pathname;
const files = readdirSync(directory, { recursive: true })
  .map((name) => join(directory, name))
  .filter((file) => statSync(file).isFile());
const total = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
console.log(`${files.length} files, ${total.toLocaleString("en")} bytes gzipped of ${budget.toLocaleString("en")}`);
process.exitCode = total <= budget ? 0 : 1;
