import { useEffect, useRef, useState } from "preact/hooks";

/** Milliseconds without a keystroke after which the text becomes the filter. */
const typingPause = 250;

/**
 * The text of a filter field whose value is in the address. `commit` is called when the typing pauses or the field is left; with `replace`
 * where the address already has a value from this visit of the field, so that Back undoes all that was typed at once.
 */
export function useFilter(value: string, commit: (value: string, replace: boolean) => void) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isOpen = useRef(false);
  const latest = useRef(commit);
  latest.current = commit;
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function commitNow(next: string): void {
    clearTimeout(timer.current);
    timer.current = undefined;
    latest.current(next.trim(), isOpen.current);
    isOpen.current = true;
  }

  function input(next: string): void {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commitNow(next), typingPause);
  }

  return {
    value: text,
    onInput: (event: { currentTarget: HTMLInputElement }) => input(event.currentTarget.value),
    onFocus: () => {
      isOpen.current = false;
    },
    // What was typed belongs to this visit, not to the next one.
    onBlur: () => {
      if (timer.current !== undefined) {
        commitNow(text);
      }
    },
  };
}
