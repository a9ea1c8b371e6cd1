// Fails the build when the bundle outgrows its budgets: bytes as gzip sends them, in all and for the first page.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const budgets = { total: 150_000, first: 60_000, "sign-in": 20_000 };
const directory = new URL("dist", import.meta.url).pathname;
const sizeOf = (file) => gzipSync(readFileSync(file)).length;
const sum = (files) => files.reduce((bytes, file) => bytes + sizeOf(file), 0);

const files = readdirSync(directory, { recursive: true })
  .map((name) => join(directory, name))
  .filter((file) => statSync(file).isFile());
const html = readFileSync(join(directory, "index.html"), "utf8");
const referenced = [...new Set([...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? ""))]
  .map((path) => join(directory, path))
  .filter((file) => files.includes(file));

// Loaded only where an issuer is configured, and counted by itself.
const signIn = files.filter((file) => /\/oauth-[^/]*\.js$/.test(file));
if (signIn.length !== 1) {
  throw new Error("The sign-in is not a file of its own.");
}

const sizes = {
  total: sum(files) - sum(signIn),
  "sign-in": sum(signIn),
  first: sum([join(directory, "index.html"), ...referenced]),
};
for (const [name, budget] of Object.entries(budgets)) {
  console.log(`${name}: ${sizes[name].toLocaleString("en")} bytes gzipped of ${budget.toLocaleString("en")}`);
  process.exitCode ||= sizes[name] <= budget ? 0 : 1;
}
