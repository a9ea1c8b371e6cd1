import { cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach } from "vitest";
import { App } from "../../src/app";
import { stopDemo } from "../../src/demo/generator";
import { drafts } from "../../src/keys/draft";
import { forgetAll } from "../../src/live/cache";
import { forgetChanges } from "../../src/live/changes";
import { reachable } from "../../src/live/connection";
import { config, session } from "../../src/signin/session";
import { system } from "../../src/system/status";
import { closeToasts } from "../../src/ui/Toasts";
import { FakeApi } from "./fakeApi";

export { fireEvent, screen, waitFor };

// Longer than on a busy machine; it ends a test that fails.
configure({ asyncUtilTimeout: 20_000 });

let current: FakeApi;

/** The API of the running test. */
export const api = (): FakeApi => current;

export function useSite(): void {
  beforeEach(() => {
    current = new FakeApi();
    forgetAll();
    forgetChanges();
    drafts.clear();
    closeToasts();
    reachable.value = true;
    session.value = { state: "open" };
    config.value = {};
    stopDemo();
    system.value = { status: undefined, failure: undefined, retryAt: undefined, roundTrip: undefined };
    HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
      this.open = true;
    };
  });
  afterEach(cleanup);
}

export function visit(address: string): HTMLElement {
  history.replaceState(null, "", address);
  return render(<App />).container as HTMLElement;
}

export const type = (field: Element, value: string): void => {
  fireEvent.focus(field);
  fireEvent.input(field, { target: { value } });
};

/** Lets timers, requests and effects of some real milliseconds pass. */
export const settle = (milliseconds = 30): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
