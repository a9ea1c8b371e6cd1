import { type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

export interface JsonMistake {
  /** From 1. */
  line: number;
  column: number;
  message: string;
}

const sentences: Record<string, string> = {
  InvalidSymbol: "Invalid value: strings need double quotes",
  InvalidNumberFormat: "Malformed number",
  PropertyNameExpected: "A property name in double quotes is missing",
  ValueExpected: "A value is missing",
  ColonExpected: "A colon is missing",
  CommaExpected: "A comma is missing",
  CloseBraceExpected: "A closing } is missing",
  CloseBracketExpected: "A closing ] is missing",
  EndOfFileExpected: "Unexpected text after the value",
  InvalidCommentToken: "JSON has no comments",
  UnexpectedEndOfString: "A closing double quote is missing",
  UnexpectedEndOfNumber: "Incomplete number",
  InvalidUnicode: "Malformed \\u escape",
  InvalidEscapeCharacter: "Malformed \\ escape",
  InvalidCharacter: "This character must be escaped",
};

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The first mistake in a JSON text, undefined if there is none. Costs more than `isJson` where there is one. */
export function mistakeIn(text: string): JsonMistake | undefined {
  if (isJson(text)) {
    return undefined;
  }
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const first = errors[0];
  if (!first) {
    return { line: 1, column: 1, message: "Not JSON" };
  }
  const before = text.slice(0, first.offset).split("\n");
  const message = sentences[printParseErrorCode(first.error)] ?? "Not JSON";
  return { line: before.length, column: (before.at(-1) ?? "").length + 1, message };
}

/** The index after the string that starts at `start`; the end of the text where it is not closed. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash) {
      i++;
    } else if (code === quote) {
      return i + 1;
    }
  }
  return text.length;
}

const quote = 34;
const backslash = 92;
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;
const structural = /[{}[\],:"\s]/g;

/** The tokens of a valid JSON text, white space left out. */
function* tokensOf(text: string): Generator<string> {
  let i = 0;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (isSpace(code)) {
      i++;
      continue;
    }
    let end = i + 1;
    if (code === quote) {
      end = endOfString(text, i);
    } else if (!"{}[],:".includes(text.charAt(i))) {
      structural.lastIndex = i;
      end = structural.exec(text)?.index ?? text.length;
    }
    yield text.slice(i, end);
    i = end;
  }
}

export interface JsonPart {
  kind: "name" | "string" | "number" | "literal";
  start: number;
  end: number;
}

const part = /("(?:[^"\\\n]|\\.)*"?)(\s*:)?|-?\d[\d.eE+-]*|true|false|null/g;

/** What is colored of a text, which may be unfinished or only some lines of one: no token of JSON spans lines. */
export function* partsOf(text: string): Generator<JsonPart> {
  for (const match of text.matchAll(part)) {
    const [whole, string, colon] = match;
    const end = match.index + (string ?? whole).length;
    const scalar = /^[-\d]/.test(whole) ? "number" : "literal";
    yield { kind: string === undefined ? scalar : colon === undefined ? "string" : "name", start: match.index, end };
  }
}

/** The text without white space between its tokens: what the API stores, and counts. */
export function compact(text: string): string {
  const parts: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) {
      i = endOfString(text, i) - 1;
    } else if (isSpace(code)) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(start);
}

function format(text: string): string {
  if (!isJson(text)) {
    return text;
  }
  const parts: string[] = [];
  let depth = 0;
  let previous = "";
  for (const token of tokensOf(text)) {
    const isEnd = token === "}" || token === "]";
    const isOpen = previous === "{" || previous === "[";
    depth -= isEnd ? 1 : 0;
    if (previous === "," || (isOpen && !isEnd) || (isEnd && !isOpen)) {
      parts.push("\n", "  ".repeat(depth));
    } else if (previous === ":") {
      parts.push(" ");
    }
    parts.push(token);
    depth += token === "{" || token === "[" ? 1 : 0;
    previous = token;
  }
  return parts.join("");
}

const maxRemembered = 64;
const remembered = new Map<string, string>();

/**
 * The text with line breaks and indentation, or as it is where it is not JSON. Every value stays as it is written:
 * to read and write it with JSON.parse would round large numbers. The latest results are remembered.
 */
export function pretty(text: string): string {
  const known = remembered.get(text);
  if (known !== undefined) {
    return known;
  }
  const result = format(text);
  remembered.set(text, result);
  const [oldest] = remembered.keys();
  if (remembered.size > maxRemembered && oldest !== undefined) {
    remembered.delete(oldest);
  }
  return result;
}

/** The text of the member `data` of every item in a page of events, which is valid JSON; "null" where it is absent. */
export function dataOfItems(page: string): string[] {
  const found: string[] = [];
  const path: string[] = [];
  let name = "";
  let dataStart = -1;
  for (let i = 0; i < page.length; i++) {
    const code = page.charCodeAt(i);
    if (code === quote) {
      const end = endOfString(page, i);
      name = page.slice(i + 1, end - 1);
      i = end - 1;
      continue;
    }
    const char = page.charAt(i);
    const isInItem = path.length === 3 && path[1] === "items";
    if (char === ":" && isInItem && name === "data") {
      dataStart = i + 1;
    } else if ((char === "," || char === "}") && isInItem && dataStart >= 0) {
      found[found.length - 1] = page.slice(dataStart, i).trim();
      dataStart = -1;
    }
    if (char === "{" || char === "[") {
      path.push(name);
      if (path.length === 3 && path[1] === "items" && char === "{") {
        found.push("null");
      }
    } else if (char === "}" || char === "]") {
      path.pop();
    }
    // A string is a name only where a colon or an opening bracket follows it.
    if (char === ",") {
      name = "";
    }
  }
  return found;
}
