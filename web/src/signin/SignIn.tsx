import { useState } from "preact/hooks";
import { Confirm } from "../ui/Confirm";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/parts";
import { useTitle } from "../ui/useTitle";
import { hasUnsavedEdits, signInAgain, signOutAndForget } from "./drafts";
import { session } from "./session";

/** The page of a user who is not signed in. */
export function SignInPage() {
  useTitle("Sign in");
  const current = session.value;
  return (
    <Empty
      icon="key"
      title={
        <h1 tabIndex={-1} data-focus>
          Sign in
        </h1>
      }
    >
      <p>
        A reference architecture in .NET on Scaleway. Reading, writing and administration each require a permission.
      </p>
      {current.state === "out" && current.failure && (
        <p class="note bad" role="alert">
          {current.failure}
        </p>
      )}
      <SignInButton />
    </Empty>
  );
}

export function SignInButton() {
  return (
    <button type="button" class="button primary" onClick={() => void signInAgain()}>
      Sign in
    </button>
  );
}

/** Shown while the session is over: what is on the page stays. */
export function SessionBanner() {
  return (
    <div role="alert">
      {session.value.state === "expired" && (
        <div class="banner">
          <Icon name="alert" />
          <p>
            <strong>Your session has expired</strong> <span>Sign in to continue. Unsaved edits are kept.</span>
          </p>
          <SignInButton />
        </div>
      )}
    </div>
  );
}

/** The user's name, and the sign-out. */
export function UserMenu() {
  const current = session.value;
  const [isAsking, setAsking] = useState(false);
  const leave = () => void signOutAndForget();
  return current.state === "in" || current.state === "expired" ? (
    <div class="user">
      <span class="fine">{current.tokens.user}</span>
      <button type="button" class="link" onClick={() => (hasUnsavedEdits() ? setAsking(true) : leave())}>
        Sign out
      </button>
      {isAsking && (
        <Confirm
          title="Sign out?"
          text="Your unsaved edits will be lost."
          action="Sign out"
          confirmed={leave}
          close={() => setAsking(false)}
        />
      )}
    </div>
  ) : null;
}
