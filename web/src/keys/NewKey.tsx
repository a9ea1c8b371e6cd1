import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { isSendable, JsonEditor } from "../ui/JsonEditor";
import { toast } from "../ui/Toasts";
import { Trouble } from "../ui/Trouble";
import { useForm } from "../ui/useForm";
import { isConflict, save } from "./values";

/** The API's rule for keys, from its OpenAPI document. */
const keyPattern = "[A-Za-z0-9][A-Za-z0-9._:~\\-]*";

export function NewKey(props: { prefix: string; close: () => void; created: (key: string) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [key, setKey] = useForm("new-key.key", props.prefix);
  const [text, setText] = useForm("new-key.value", '{\n  "hello": "world"\n}');
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  function forget(): void {
    setKey(undefined);
    setText(undefined);
  }

  async function create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await save(key, text, null);
      forget();
      toast(`Created ${key}`);
      props.created(key);
    } catch (error) {
      setFailure(Failure.of(error));
      setBusy(false);
    }
  }

  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={props.close}>
      <form onSubmit={create}>
        <h2 id={`${id}-title`}>New key</h2>
        <div class="field">
          <label for={`${id}-key`}>Key</label>
          <input
            id={`${id}-key`}
            value={key}
            required
            maxLength={256}
            pattern={keyPattern}
            title="Must start with a letter or digit; then also . _ : ~ -"
            aria-describedby={`${id}-rule`}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
          <p class="note" id={`${id}-rule`}>
            Must start with a letter or digit; then also <code>. _ : ~ -</code>
          </p>
        </div>
        <JsonEditor label="Value" text={text} rows={8} change={setText} />
        {failure && isConflict(failure) ? (
          <div class="trouble" role="alert">
            <p>
              This key already exists.{" "}
              <a href={`/keys/${encodeURIComponent(key)}`} onClick={() => dialog.current?.close()}>
                Open it
              </a>{" "}
              to change it.
            </p>
          </div>
        ) : (
          <Trouble failure={failure} what="Not created" />
        )}
        <div class="actions">
          <button
            type="button"
            class="button"
            onClick={() => {
              forget();
              dialog.current?.close();
            }}
          >
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={isBusy || !isSendable(text)}>
            Create
          </button>
        </div>
      </form>
    </dialog>
  );
}
