import { useState } from "preact/hooks";

/** What was typed into forms and not sent. It outlives the form, and a sign-in. */
export const forms = new Map<string, unknown>();

/** Like useState, under a name for the whole site; `undefined` forgets what was typed. */
export function useForm<T>(name: string, initial: T): [T, (value: T | undefined) => void] {
  const [value, setValue] = useState<T>(() => (forms.get(name) as T | undefined) ?? initial);
  return [
    value,
    (next) => {
      if (next === undefined) {
        forms.delete(name);
      } else {
        forms.set(name, next);
      }
      setValue(next ?? initial);
    },
  ];
}
