import { signal } from "@preact/signals";
import { Failure } from "../api/failure";
import { allowRequestsTo, loadConfig, type SiteConfig } from "./config";

export type Scope = "read" | "write" | "admin";

export interface Tokens {
  access: string;
  refresh?: string | undefined;
  /** Only for the sign-out. */
  identity?: string | undefined;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Milliseconds from the answer to `expiresAt`. */
  lifetime: number;
  scopes: readonly string[];
  user: string;
}

type Session =
  /** No issuer is configured. */
  | { state: "open" }
  /** `failure` is why the last sign-in had no success. */
  | { state: "out"; failure?: string }
  | { state: "in"; tokens: Tokens }
  /** The tokens are of no use any more; their scopes still decide what is shown. */
  | { state: "expired"; tokens: Tokens };

/** Who uses the site. Tokens are in memory only: a script of another page cannot read them, and a reload signs in again. */
export const session = signal<Session>({ state: "open" });

export const config = signal<SiteConfig>({});

/** Loaded when it is needed: most of a sign-in happens elsewhere. */
const oauth = () => import("./oauth");

/** Marks a tab that has signed in: a reload signs in again, without a click where the issuer still has its session. */
const markName = "signed-in";

let isLeaving = false;

/** Whether the page is being left for the issuer, with all drafts kept. */
export const isSigningIn = (): boolean => isLeaving;

/** Whether the user may do something. An issuer that names its scopes differently leaves the decision to the API. */
export function may(scope: Scope): boolean {
  const current = session.value;
  if (current.state === "open" || current.state === "out") {
    return current.state === "open";
  }
  const { scopes } = current.tokens;
  const isNamed = scopes.some((each) => each === "read" || each === "write" || each === "admin");
  return !isNamed || scopes.includes(scope);
}

/** Reads the configuration and completes a sign-in that comes back from the issuer. */
export async function startSession(): Promise<void> {
  isLeaving = false;
  const isBack = /[?&]state=/.test(location.search);
  if (isBack) {
    // Beside the configuration; a failure is reported where the result is used.
    oauth().catch(() => undefined);
  }
  config.value = await loadConfig();
  if (!config.value.issuer) {
    allowRequestsTo([]);
    session.value = { state: "open" };
    return;
  }
  session.value = { state: "out" };
  if (isBack) {
    await completeSignIn();
  } else if (sessionStorage.getItem(markName)) {
    await signIn();
  }
}

async function completeSignIn(): Promise<void> {
  sessionStorage.removeItem(markName);
  try {
    const { tokens, returnTo } = await (await oauth()).complete(config.value, new URL(location.href));
    history.replaceState(null, "", returnTo);
    session.value = { state: "in", tokens };
    sessionStorage.setItem(markName, "yes");
  } catch (error) {
    history.replaceState(null, "", "/");
    session.value = { state: "out", failure: Failure.of(error).message };
  }
}

/** Leaves for the issuer. `beforeLeaving` keeps what the page alone has. */
export async function signIn(beforeLeaving: () => void = () => {}): Promise<void> {
  sessionStorage.removeItem(markName);
  try {
    const address = await (await oauth()).begin(config.value, location.pathname + location.search);
    beforeLeaving();
    isLeaving = true;
    location.assign(address);
  } catch (error) {
    const failure = Failure.of(error).message;
    session.value = session.value.state === "expired" ? session.value : { state: "out", failure };
  }
}

/** Forgets the tokens, and ends the session at the issuer where it offers that. */
export async function signOut(): Promise<void> {
  const current = session.value;
  sessionStorage.clear();
  if (current.state !== "in" && current.state !== "expired") {
    return;
  }
  // At once: a page that the browser restores later, by Back, has no tokens.
  session.value = { state: "out" };
  try {
    const address = await (await oauth()).end(config.value, current.tokens);
    isLeaving = true;
    location.assign(address);
  } catch (error) {
    session.value = { state: "out", failure: `Signed out here, but not at the issuer: ${Failure.of(error).message}` };
  }
}

let renewal: Promise<void> | undefined;

/** Replaces the tokens, once however many requests need it. They stay where the issuer does not answer. */
function renew(tokens: Tokens): Promise<void> {
  renewal ??= (async () => {
    try {
      const next = await (await oauth()).renew(config.value, tokens);
      // The user may have signed out meanwhile.
      if (session.value.state === "in") {
        session.value = next ? { state: "in", tokens: next } : { state: "expired", tokens };
      }
    } finally {
      renewal = undefined;
    }
  })();
  return renewal;
}

/** Tokens are renewed in the last fifth of their life, at most a minute before its end. */
const isDue = ({ expiresAt, lifetime }: Tokens): boolean => Date.now() > expiresAt - Math.min(lifetime / 5, 60_000);

async function currentTokens(): Promise<Tokens | undefined> {
  if (session.value.state === "in" && isDue(session.value.tokens)) {
    const { tokens } = session.value;
    await renew(tokens).catch((error: unknown) => {
      if (Date.now() > tokens.expiresAt) {
        throw error;
      }
    });
  }
  return session.value.state === "in" ? session.value.tokens : undefined;
}

/** Sends a request with the user's token, renewed where it is due or no longer accepted. */
export async function authorized(request: Request, send: (request: Request) => Promise<Response>): Promise<Response> {
  const tokens = await currentTokens();
  if (!tokens) {
    return send(request);
  }
  // A body can be read once.
  const again = request.clone();
  const response = await send(bearing(request, tokens));
  if (response.status !== 401) {
    return response;
  }
  if (session.value.state === "in" && session.value.tokens === tokens) {
    await renew(tokens);
  }
  return session.value.state === "in" ? send(bearing(again, session.value.tokens)) : response;
}

function bearing(request: Request, { access }: Tokens): Request {
  request.headers.set("Authorization", `Bearer ${access}`);
  return request;
}
