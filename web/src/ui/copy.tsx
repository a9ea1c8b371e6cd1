import { session } from "../signin/session";
import { toast } from "./Toasts";

/** A button that copies a text to the clipboard. */
export function CopyButton({ name, text }: { name: string; text: () => string }) {
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text());
      toast("Copied.");
    } catch {
      toast("The browser refused access to the clipboard.");
    }
  }

  return (
    <button type="button" class="link" onClick={copy}>
      {name}
    </button>
  );
}

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The command that gets a path of this origin. A token in the clipboard could be pasted anywhere: it is a variable. */
export function curlOf(path: string): string {
  const header = session.value.state === "open" ? "" : '-H "Authorization: Bearer $TOKEN" ';
  return `curl ${header}${quoted(location.origin + path)}`;
}
