import { useId, useState } from "preact/hooks";
import { client } from "../api/client";
import { Failure, insist, unwrap } from "../api/failure";
import { mistakeIn } from "../text/json";
import { Icon } from "../ui/Icon";
import { JsonEditor } from "../ui/JsonEditor";
import { Trouble } from "../ui/parts";

export interface Sent {
  id: string;
  type: string;
}

export function SendEvent({ sent }: { sent: (event: Sent) => void }) {
  const id = useId();
  const [type, setType] = useState("order.placed");
  const [subject, setSubject] = useState("");
  const [data, setData] = useState('{\n  "amount": 42\n}');
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      sent({ id: await post(type, subject, data), type });
    } catch (error) {
      setFailure(Failure.of(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form class="card" onSubmit={send} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Send an event</h2>
      <div class="field">
        <label for={`${id}-type`}>Type</label>
        <input
          id={`${id}-type`}
          value={type}
          required
          maxLength={64}
          pattern="(?!kv\.)[a-z][a-z0-9]*(\.[a-z0-9]+)*"
          title="Words of lower-case letters and digits joined by dots, not below kv."
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
          placeholder="What it happened to"
          autocomplete="off"
          onInput={(event) => setSubject(event.currentTarget.value)}
        />
      </div>
      <JsonEditor label="Data" text={data} rows={5} change={setData} />
      <Trouble failure={failure} />
      <div class="actions">
        <button type="submit" class="button primary" disabled={isBusy || mistakeIn(data) !== undefined}>
          <Icon name="send" />
          {isBusy ? "Sending…" : "Send"}
        </button>
      </div>
    </form>
  );
}

function post(type: string, subject: string, data: string): Promise<string> {
  return insist(async (idempotencyKey) => {
    const request = client.POST("/api/events", {
      params: { header: { "Idempotency-Key": idempotencyKey } },
      body: { type, subject: subject || null, data: null },
      // The data goes as it was typed: to parse it and write it again would round large numbers.
      bodySerializer: (body) => `${JSON.stringify({ ...body, data: undefined }).slice(0, -1)},"data":${data}}`,
    });
    return (await unwrap(request)).data.id;
  });
}
