import { useEffect, useId, useRef } from "preact/hooks";

interface Props {
  title: string;
  /** What cannot be undone. */
  text: string;
  action: string;
  confirmed: () => void;
  close: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, text, action, confirmed, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={close}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            dialog.current?.close();
            confirmed();
          }}
        >
          {action}
        </button>
      </div>
    </dialog>
  );
}
