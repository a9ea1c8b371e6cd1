import { useId, useState } from "preact/hooks";
import { Failure } from "../api/failure";
import { Icon } from "../ui/Icon";
import { isSendable, JsonEditor } from "../ui/JsonEditor";
import { Trouble } from "../ui/Trouble";
import { useForm } from "../ui/useForm";
import { type Sent, send } from "./send";

export function SendEvent({ sent }: { sent: (event: Sent) => void }) {
  const id = useId();
  const [type, setType] = useForm("event.type", "order.placed");
  const [subject, setSubject] = useForm("event.subject", "");
  const [data, setData] = useForm("event.data", '{\n  "amount": 42\n}');
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const canSend = !isBusy && isSendable(data);

  async function submit(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      sent(await send(type, subject, data));
    } catch (error) {
      setFailure(Failure.of(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && canSend) {
          event.currentTarget.requestSubmit();
        }
      }}
      aria-labelledby={`${id}-title`}
    >
      <h2 id={`${id}-title`}>Send an event</h2>
      <div class="field">
        <label for={`${id}-type`}>Type</label>
        <input
          id={`${id}-type`}
          value={type}
          required
          maxLength={64}
          pattern="(?!kv\.)[a-z][a-z0-9]*(\.[a-z0-9]+)*"
          title="Lowercase words joined by dots, kv.* is reserved"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => setType(event.currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for={`${id}-subject`}>
          Subject <span class="fine">optional</span>
        </label>
        <input
          id={`${id}-subject`}
          value={subject}
          maxLength={256}
          placeholder="e.g. order-1"
          autocomplete="off"
          onInput={(event) => setSubject(event.currentTarget.value)}
        />
      </div>
      <JsonEditor label="Data" text={data} rows={5} change={setData} />
      <Trouble failure={failure} what="Not sent" />
      <div class="actions">
        <button type="submit" class="button primary" disabled={!canSend} aria-keyshortcuts="Control+Enter Meta+Enter">
          <Icon name="send" />
          {isBusy ? "Sending…" : "Send"}
        </button>
      </div>
    </form>
  );
}
