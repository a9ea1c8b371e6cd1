// Checks that every relative link of the tracked Markdown files leads to a tracked file or folder, and every anchor to a heading.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" }).split("\n");
const paths = new Set(tracked.flatMap(file => [file, ...ancestors(file)]));
const documents = tracked.filter(file => file.endsWith(".md"));
const anchors = new Map(documents.map(file => [file, headings(prose(file))]));

const faults = documents.flatMap(file => [...prose(file).replace(/`[^`\n]*`/g, "").matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)]
  .map(match => match[1] ?? match[2])
  // Pages of GitHub itself, such as a workflow's badge, are beside the repository's files.
  .filter(link => !/^[a-z][a-z+.-]*:/i.test(link) && !link.startsWith("../../actions/"))
  .flatMap(link => fault(file, link)));
console.log(faults.length === 0 ? `${documents.length} documents, every relative link leads somewhere` : faults.join("\n"));
process.exit(faults.length === 0 ? 0 : 1);

function fault(file, link) {
  const [path, anchor] = decodeURIComponent(link).split("#");
  const target = path === "" ? file : normalize(join(dirname(file), path)).replace(/\/$/, "");
  if (target !== "." && !paths.has(target)) {
    return [`${file}: ${link}: there is no ${target}`];
  }
  return anchor && anchors.has(target) && !anchors.get(target).has(anchor) ? [`${file}: ${link}: ${target} has no heading #${anchor}`] : [];
}

function prose(file) {
  return readFileSync(file, "utf8").replace(/^( *)(```|~~~)[\s\S]*?^\1\2 *$/gm, "");
}

// As GitHub makes them: lower case, punctuation removed, a hyphen for each space, a number for each repetition.
function headings(text) {
  const seen = new Map();
  return new Set([...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, title]) => {
    const slug = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase().replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "").replace(/ /g, "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  }));
}

function ancestors(file) {
  const folder = dirname(file);
  return folder === "." ? [] : [folder, ...ancestors(folder)];
}
