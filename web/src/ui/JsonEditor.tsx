import { useEffect, useId, useRef, useState } from "preact/hooks";
import { compact, isJson, type JsonMistake, mistakeIn, pretty } from "../text/json";
import { byteLength, maxValueBytes, size } from "../text/size";
import { ColoredLines } from "./JsonText";

interface Props {
  label: string;
  text: string;
  rows?: number;
  change(text: string): void;
}

/** Milliseconds without a keystroke after which a mistake is reported. */
const typingPause = 600;

/** Bytes of a text that is sent as a value. */
const bytesOf = (text: string): number => byteLength(compact(text));

/** Whether a text can be sent as a value. */
export const isSendable = (text: string): boolean => isJson(text) && bytesOf(text) <= maxValueBytes;

/** The mistake in the text, as soon as the typing pauses: an unfinished text is not a wrong one. */
function useMistake(text: string): JsonMistake | undefined {
  const [found, setFound] = useState<{ text: string; mistake: JsonMistake | undefined }>();
  useEffect(() => {
    const timer = setTimeout(
      () => setFound({ text, mistake: text.trim() === "" ? undefined : mistakeIn(text) }),
      typingPause,
    );
    return () => clearTimeout(timer);
  }, [text]);
  return found?.text === text ? found.mistake : undefined;
}

/** A field for JSON that reports its size and the position of the first mistake. */
export function JsonEditor({ label, text, rows = 12, change }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const mistake = useMistake(text);
  const bytes = bytesOf(text);
  const isTooLarge = bytes > maxValueBytes;
  return (
    <div class="json-editor">
      <div class="label-row">
        <label for={id}>{label}</label>
        <button type="button" class="link" onClick={() => change(pretty(text))}>
          Format
        </button>
      </div>
      <div class="code-field">
        <ColoredLines field={field} text={text} />
        <textarea
          id={id}
          ref={field}
          rows={rows}
          value={text}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          aria-invalid={mistake !== undefined || isTooLarge}
          aria-describedby={`${id}-note ${id}-size`}
          onInput={(event) => change(event.currentTarget.value)}
        />
      </div>
      <div class="editor-notes">
        <p id={`${id}-note`} class={mistake ? "note bad" : "note"} role="status">
          {mistake ? `Line ${mistake.line}, column ${mistake.column}: ${mistake.message}` : "Any JSON value"}
        </p>
        <p id={`${id}-size`} class={isTooLarge ? "note bad" : "note"} role={isTooLarge ? "alert" : undefined}>
          {isTooLarge
            ? `${size(bytes)}, the limit is ${size(maxValueBytes)}`
            : `${size(bytes)} of ${size(maxValueBytes)}`}
        </p>
      </div>
    </div>
  );
}
