import { useLocation, useRoute } from "preact-iso";
import { DemoData } from "../demo/DemoData";
import { accepted } from "../live/changes";
import { useLive } from "../live/useLive";
import { may } from "../signin/session";
import { count, plural } from "../text/words";
import { Icon } from "../ui/Icon";
import { More } from "../ui/More";
import { Empty, Loading } from "../ui/parts";
import { Trouble } from "../ui/Trouble";
import { useFilter } from "../ui/useFilter";
import { useForm } from "../ui/useForm";
import { useTitle } from "../ui/useTitle";
import { KeyDetail } from "./KeyDetail";
import { KeyList } from "./KeyList";
import { NewKey } from "./NewKey";
import { type KeyPage, more, reload } from "./values";

/** All keys, and beside them the one that the address names. */
export function KeysPage() {
  const { params } = useRoute();
  const { route, query } = useLocation();
  const selected = params["name"];
  const prefix = query["prefix"] ?? "";
  const [isCreating, setCreating] = useForm("new-key", false);
  const keys = useLive(`keys ${prefix}`, accepted, (signal, previous: KeyPage | undefined) =>
    reload(prefix, previous, signal),
  );
  const search = useFilter(prefix, (text, replace) =>
    route(`${location.pathname}${text ? `?prefix=${encodeURIComponent(text)}` : ""}`, replace),
  );
  useTitle(selected ?? "Keys");

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
          {may("write") && (
            <button type="button" class="button primary" onClick={() => setCreating(true)}>
              <Icon name="plus" />
              New key
            </button>
          )}
        </div>
        <label class="search">
          <Icon name="search" />
          <span class="hidden">Filter by prefix</span>
          <input
            type="search"
            {...search}
            placeholder="Filter by prefix"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-keyshortcuts="/"
          />
        </label>
        <Trouble failure={keys.failure} retryAt={keys.retryAt} retry={keys.refresh} />
        {!keys.data && !keys.failure && <Loading what="keys" rows={6} />}
        {keys.data && keys.data.items.length === 0 && <NoKeys isFiltered={prefix !== ""} />}
        {keys.data && keys.data.items.length > 0 && (
          <KeyList items={keys.data.items} prefix={prefix} selected={selected} />
        )}
        {keys.data?.nextCursor && (
          <More
            name="Show more"
            note={`${count(keys.data.items.length)} of ${plural(keys.data.total, "key")} shown`}
            load={async () => {
              if (keys.data) {
                keys.change(await more(prefix, keys.data));
              }
            }}
          />
        )}
        {keys.data && !keys.data.nextCursor && keys.data.items.length > 0 && (
          <p class="fine total">{plural(keys.data.total, "key")}</p>
        )}
      </section>
      {selected ? (
        <KeyDetail name={selected} key={selected} changed={keys.refresh} />
      ) : (
        <section class="nothing-selected">
          <Empty icon="key" title="No key selected">
            <p>Select a key to see its value and its history.</p>
          </Empty>
        </section>
      )}
      {isCreating && may("write") && (
        <NewKey
          prefix={prefix}
          close={() => setCreating(undefined)}
          created={(key) => {
            setCreating(undefined);
            keys.refresh();
            route(`/keys/${encodeURIComponent(key)}`);
          }}
        />
      )}
    </div>
  );
}

function NoKeys({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty icon="search" title="No matching keys" />
  ) : (
    <Empty icon="key" title="No keys yet">
      <p>A key has any JSON value. Every change of it is recorded.</p>
      <DemoData />
    </Empty>
  );
}
