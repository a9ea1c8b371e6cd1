import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { partsOf } from "../text/json";

/** Characters of a text above which it has no colors: each part of it is an object of the browser's. */
const maxColored = 20_000;

/** Colors without markup, by the CSS Custom Highlight API; undefined where the browser does not have it. */
const highlights =
  typeof CSS !== "undefined" && "highlights" in CSS
    ? { name: new Highlight(), string: new Highlight(), number: new Highlight(), literal: new Highlight() }
    : undefined;
for (const [kind, highlight] of Object.entries(highlights ?? {})) {
  CSS.highlights.set(`json-${kind}`, highlight);
}

/** Colors the JSON that is the only text of an element. */
function useColors(element: RefObject<HTMLElement | null>, text: string): void {
  useLayoutEffect(() => {
    const node = element.current?.firstChild;
    if (!highlights || !node || text.length > maxColored) {
      return;
    }
    const colored = [...partsOf(text)].map(({ kind, start, end }) => {
      const highlight = highlights[kind];
      const range = new StaticRange({ startContainer: node, startOffset: start, endContainer: node, endOffset: end });
      highlight.add(range);
      return () => highlight.delete(range);
    });
    return () => {
      for (const remove of colored) {
        remove();
      }
    };
  }, [text]);
}

/** JSON, or any other text, to read. */
export function JsonText({ text }: { text: string }) {
  const element = useRef<HTMLPreElement>(null);
  useColors(element, text);
  return (
    // It scrolls, so it must be reachable with the keyboard.
    <pre ref={element} tabIndex={0}>
      {text}
    </pre>
  );
}

/** Lines above and below the visible ones, so that fast scrolling shows no gaps. */
const margin = 20;

interface ColoredFieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
}

/** The visible lines of a text field in colors, to be behind the field, whose own text is transparent then. */
export function ColoredLines({ field, text }: ColoredFieldProps) {
  const element = useRef<HTMLPreElement>(null);
  const [view, setView] = useState({ top: 0, left: 0, height: 0, lineHeight: 1 });
  useEffect(() => {
    const current = field.current;
    if (!current) {
      return;
    }
    const look = () =>
      setView({
        top: current.scrollTop,
        left: current.scrollLeft,
        height: current.clientHeight,
        lineHeight: Number.parseFloat(getComputedStyle(current).lineHeight),
      });
    const observer = new ResizeObserver(look);
    observer.observe(current);
    current.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener("scroll", look);
    };
  }, []);
  const first = Math.max(0, Math.floor(view.top / view.lineHeight) - margin);
  const last = Math.ceil((view.top + view.height) / view.lineHeight) + margin;
  const shown = highlights ? text.split("\n").slice(first, last).join("\n") : "";
  useColors(element, shown);
  return highlights ? (
    <div class="colored-lines" aria-hidden="true">
      <pre ref={element} style={{ translate: `${-view.left}px ${first * view.lineHeight - view.top}px` }}>
        {shown}
      </pre>
    </div>
  ) : null;
}
