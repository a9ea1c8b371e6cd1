import { useId } from "preact/hooks";
import { mistakeIn, pretty } from "../text/json";

interface Props {
  label: string;
  text: string;
  rows?: number;
  change(text: string): void;
}

/** A field for JSON that says where the first mistake is. */
export function JsonEditor({ label, text, rows = 12, change }: Props) {
  const id = useId();
  const mistake = text.trim() === "" ? undefined : mistakeIn(text);
  const isFormatted = mistake !== undefined || text.trim() === "" || pretty(text) === text;
  return (
    <div class="json-editor">
      <div class="label-row">
        <label for={id}>{label}</label>
        <button type="button" class="link" disabled={isFormatted} onClick={() => change(pretty(text))}>
          Format
        </button>
      </div>
      <textarea
        id={id}
        rows={rows}
        value={text}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-invalid={mistake !== undefined}
        aria-describedby={`${id}-note`}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <p id={`${id}-note`} class={mistake ? "note bad" : "note"}>
        {mistake
          ? `Line ${mistake.line}, column ${mistake.column}: ${mistake.message}.`
          : "Any JSON value, 64 KiB at most."}
      </p>
    </div>
  );
}
