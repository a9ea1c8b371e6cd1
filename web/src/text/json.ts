import {
  applyEdits,
  format,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";

export interface JsonMistake {
  /** From 1. */
  line: number;
  column: number;
  message: string;
}

const sentences: Record<string, string> = {
  InvalidSymbol: "This is no JSON value; text needs double quotes",
  InvalidNumberFormat: "This number is malformed",
  PropertyNameExpected: "A property name in double quotes is missing",
  ValueExpected: "A value is missing",
  ColonExpected: "A colon is missing",
  CommaExpected: "A comma is missing",
  CloseBraceExpected: "A closing } is missing",
  CloseBracketExpected: "A closing ] is missing",
  EndOfFileExpected: "Nothing may follow the value",
  InvalidCommentToken: "JSON has no comments",
  UnexpectedEndOfString: "A closing double quote is missing",
  UnexpectedEndOfNumber: "This number is not complete",
  InvalidUnicode: "This \\u escape is malformed",
  InvalidEscapeCharacter: "This \\ escape is malformed",
  InvalidCharacter: "This character must be escaped",
};

/** The first mistake in a JSON text, undefined if there is none. */
export function mistakeIn(text: string): JsonMistake | undefined {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const first = errors[0];
  if (first) {
    const before = text.slice(0, first.offset).split("\n");
    const message = sentences[printParseErrorCode(first.error)] ?? "This is not JSON";
    return { line: before.length, column: (before.at(-1) ?? "").length + 1, message };
  }
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return { line: 1, column: 1, message: "This is not JSON" };
  }
}

/**
 * The text with line breaks and indentation. Every value stays as it is written: to read and write it with JSON.parse
 * would round large numbers.
 */
export function pretty(text: string): string {
  return applyEdits(text, format(text, undefined, { tabSize: 2, insertSpaces: true, eol: "\n" }));
}

/** The text of the member `data` of every item in a page of events. */
export function dataOfItems(page: string): string[] {
  const items = member(parseTree(page), "items")?.children ?? [];
  return items.map((item) => {
    const data = member(item, "data");
    return data ? page.slice(data.offset, data.offset + data.length) : "null";
  });
}

function member(node: Node | undefined, name: string): Node | undefined {
  return node?.children?.find((property) => property.children?.[0] && getNodeValue(property.children[0]) === name)
    ?.children?.[1];
}
