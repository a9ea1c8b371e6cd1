import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { Failure } from "../api/failure";
import { useLive } from "../live/useLive";
import { count } from "../text/words";
import { Icon } from "../ui/Icon";
import { Ago, Empty, Loading, Trouble } from "../ui/parts";
import { useTitle } from "../ui/useTitle";
import { KeyDetail } from "./KeyDetail";
import { NewKey } from "./NewKey";
import { type KeyPage, more, reload } from "./values";

/** All keys, and beside them the one that the address names. */
export function KeysPage() {
  const { params } = useRoute();
  const { route, query } = useLocation();
  const selected = params["key"];
  const prefix = query["prefix"] ?? "";
  const [isCreating, setCreating] = useState(false);
  const keys = useLive(prefix, 5000, (signal, previous: KeyPage | undefined) => reload(prefix, previous, signal));
  useTitle(selected ?? "Keys");

  function search(text: string): void {
    route(`/keys${text ? `?prefix=${encodeURIComponent(text)}` : ""}`, true);
  }

  return (
    <div class={selected ? "keys has-selection" : "keys"}>
      <section class="key-list" aria-label="All keys">
        <div class="page-head">
          {selected ? (
            <h2>Keys</h2>
          ) : (
            <h1 tabIndex={-1} data-focus>
              Keys
            </h1>
          )}
          <button type="button" class="button primary" onClick={() => setCreating(true)}>
            <Icon name="plus" />
            New key
          </button>
        </div>
        <label class="search">
          <Icon name="search" />
          <span class="hidden">Keys that begin with</span>
          <input
            type="search"
            value={prefix}
            placeholder="Begins with…"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => search(event.currentTarget.value)}
          />
        </label>
        <Trouble failure={keys.failure} retryAt={keys.retryAt} retry={keys.refresh} />
        <KeyList keys={keys.data} failed={keys.failure !== undefined} prefix={prefix} selected={selected} />
        {keys.data?.nextCursor && <LoadMore page={keys.data} prefix={prefix} loaded={keys.change} />}
      </section>
      {selected ? (
        <KeyDetail name={selected} key={selected} changed={keys.refresh} />
      ) : (
        <section class="nothing-selected">
          <Empty icon="key" title="No key selected">
            <p>Choose a key to see its value and its history.</p>
          </Empty>
        </section>
      )}
      {isCreating && (
        <NewKey
          prefix={prefix}
          close={() => setCreating(false)}
          created={(key) => {
            setCreating(false);
            keys.refresh();
            route(`/keys/${encodeURIComponent(key)}`);
          }}
        />
      )}
    </div>
  );
}

function KeyList(props: { keys: KeyPage | undefined; failed: boolean; prefix: string; selected: string | undefined }) {
  const { keys, prefix, selected } = props;
  if (!keys) {
    return props.failed ? null : <Loading what="keys" rows={6} />;
  }
  if (keys.items.length === 0) {
    return prefix ? (
      <Empty icon="search" title="No key begins with this" />
    ) : (
      <Empty icon="key" title="No keys yet">
        <p>A key holds any JSON value. Every change of it is kept.</p>
      </Empty>
    );
  }
  const search = prefix ? `?prefix=${encodeURIComponent(prefix)}` : "";
  return (
    <ul class="rows">
      {keys.items.map((entry) => (
        <li key={entry.key}>
          <a
            class="row"
            href={`/keys/${encodeURIComponent(entry.key)}${search}`}
            aria-current={entry.key === selected ? "true" : undefined}
          >
            <span class="key-name">
              {prefix && <mark>{prefix}</mark>}
              {entry.key.slice(prefix.length)}
            </span>
            <span class="fine">
              <Ago time={entry.updatedAt} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function LoadMore(props: { page: KeyPage; prefix: string; loaded: (page: KeyPage) => void }) {
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);

  async function load(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      props.loaded(await more(props.prefix, props.page));
    } catch (error) {
      setFailure(Failure.of(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div class="more">
      <Trouble failure={failure} />
      <p class="fine">{count(props.page.items.length)} keys shown</p>
      <button type="button" class="button" disabled={isBusy} onClick={load}>
        Show more
      </button>
    </div>
  );
}
