// Parses every .tf file below a folder: node hcl2json.mjs FOLDER prints { path: document, … }.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@cdktn/hcl2json";

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".tf")).sort();
const documents = {};
for (const file of files) {
  documents[file.replaceAll("\\", "/")] = await parse(file, readFileSync(join(folder, file), "utf8"));
}
process.stdout.write(JSON.stringify(documents));
