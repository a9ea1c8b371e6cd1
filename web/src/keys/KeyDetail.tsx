import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { accepted } from "../live/changes";
import { useLive } from "../live/useLive";
import { may } from "../signin/session";
import { byteLength, size } from "../text/size";
import { CopyButton, curlOf } from "../ui/copy";
import { Icon } from "../ui/Icon";
import { Empty, Loading } from "../ui/parts";
import { toast } from "../ui/Toasts";
import { Trouble } from "../ui/Trouble";
import { DeleteButton } from "./DeleteButton";
import { draftOf, drafts, isChanged } from "./draft";
import { History } from "./History";
import { ValueEditor } from "./ValueEditor";
import { load, type Stored } from "./values";

/** A key: its value, to read and edit, and its history. `changed` is called after a write. */
export function KeyDetail({ name, changed }: { name: string; changed: () => void }) {
  const { query } = useLocation();
  const value = useLive<Stored | null>(`value ${name}`, accepted, (signal) => load(name, signal));
  const [restored, setRestored] = useState(0);
  const back = query["prefix"] ? `/keys?prefix=${encodeURIComponent(query["prefix"])}` : "/keys";

  function reopen(): void {
    // The editor takes its text from the draft when it is mounted.
    setRestored((times) => times + 1);
    document.querySelector<HTMLElement>("[data-focus]")?.focus();
  }

  function restore(text: string): void {
    const before = drafts.get(name);
    drafts.set(name, { ...draftOf(value.data ?? null), text });
    reopen();
    if (before && isChanged(before)) {
      toast("Replaced the edit", {
        name: "Undo",
        do: () => {
          drafts.set(name, before);
          reopen();
        },
      });
    }
  }

  return (
    <article class="key-detail" aria-labelledby="key-name">
      <div class="page-head">
        <a class="round back" href={back} aria-label="Back to all keys">
          <Icon name="back" />
        </a>
        <h1 id="key-name" tabIndex={-1} data-focus>
          {name}
        </h1>
        {value.data && may("write") && (
          <DeleteButton name={name} stored={value.data} value={value} changed={changed} restored={reopen} />
        )}
      </div>
      <Trouble failure={value.failure} retryAt={value.retryAt} retry={value.refresh} />
      {value.data === undefined && !value.failure && (
        <div class="value-place">
          <Loading what="the value" />
        </div>
      )}
      {value.data === null && !drafts.has(name) && (
        <Empty icon="key" title="Key not found">
          <p>It was deleted or never set.</p>
        </Empty>
      )}
      {value.data && <Facts name={name} stored={value.data} />}
      {value.data !== undefined && (value.data !== null || drafts.has(name)) && (
        <ValueEditor name={name} key={restored} value={value} changed={changed} />
      )}
      <History name={name} current={value.data} restore={restore} />
    </article>
  );
}

function Facts({ name, stored }: { name: string; stored: Stored }) {
  return (
    <p class="facts fine">
      <span>{size(byteLength(stored.text))}</span>
      <span>
        ETag <code>{stored.etag}</code>
      </span>
      <CopyButton name="Copy value" text={() => stored.text} />
      <CopyButton name="Copy as curl" text={() => curlOf(`/api/kv/${encodeURIComponent(name)}`)} />
    </p>
  );
}
