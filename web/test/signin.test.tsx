import { beforeEach, describe, expect, it, vi } from "vitest";
import { drafts } from "../src/keys/draft";
import { restoreDrafts } from "../src/signin/drafts";
import { may, session, startSession } from "../src/signin/session";
import { forms } from "../src/ui/useForm";
import { json, keyEntry, page, problem, status, text } from "./support/fakeApi";
import { api, fireEvent, screen, settle, type, useSite, visit, waitFor } from "./support/visit";

const issuer = "http://localhost:5185/";
let left: string[];
let scopes = "openid read write admin";
let lifetime = 3600;
let refreshed = 0;

const encode = (value: object): string => btoa(JSON.stringify(value)).replaceAll("=", "");
const seconds = (): number => Math.floor(Date.now() / 1000);

function idToken(nonce: string | undefined): string {
  const claims = { iss: issuer, sub: "1", aud: "web", exp: seconds() + 600, iat: seconds(), nonce, name: "Ada" };
  return `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;
}

/** The issuer, and a site that is configured with it. */
function useIssuer(): void {
  useSite();
  beforeEach(() => {
    left = [];
    scopes = "openid read write admin";
    lifetime = 3600;
    refreshed = 0;
    sessionStorage.clear();
    forms.clear();
    vi.spyOn(location, "assign").mockImplementation((address) => void left.push(String(address)));
    api()
      .on("GET", /^\/config\.json$/, () => json(200, { issuer, clientId: "web", scope: "openid read write admin" }))
      .on("GET", /openid-configuration$/, () =>
        json(200, {
          issuer,
          authorization_endpoint: `${issuer}authorize`,
          token_endpoint: `${issuer}token`,
          end_session_endpoint: `${issuer}logout`,
        }),
      )
      .on("POST", /^\/token$/, async (request) => {
        const body = new URLSearchParams(await request.text());
        const isRenewal = body.get("grant_type") === "refresh_token";
        refreshed += isRenewal ? 1 : 0;
        const nonce = isRenewal ? undefined : new URL(left.at(-1) ?? "").searchParams.get("nonce");
        return json(200, {
          access_token: `token-${refreshed}`,
          token_type: "Bearer",
          expires_in: lifetime,
          refresh_token: "refresh",
          scope: scopes,
          ...(isRenewal ? {} : { id_token: idToken(nonce ?? undefined) }),
        });
      });
  });
}

/** Comes back from the issuer with a code, as after one click there. */
async function comeBack(): Promise<void> {
  const state = new URL(left.at(-1) ?? "").searchParams.get("state");
  history.replaceState(null, "", `/?code=code-1&state=${state}`);
  await startSession();
}

async function signInAt(address: string): Promise<HTMLElement> {
  history.replaceState(null, "", address);
  await startSession();
  visit(address);
  fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(left).toHaveLength(1));
  await comeBack();
  restoreDrafts();
  return document.body;
}

const authorization = (path: string): string | null =>
  api()
    .requests.findLast((request) => request.path === path)
    ?.headers.get("Authorization") ?? null;

describe("Sign-in", () => {
  useIssuer();

  it("is not offered where no issuer is configured", async () => {
    api().on("GET", /^\/config\.json$/, () => json(404, {}));
    await startSession();
    visit("/keys");
    expect(screen.queryByRole("button", { name: "Sign in" })).toBeNull();
    expect(may("admin")).toBe(true);
  });

  it("requests nothing from the API before it, and returns to the page with a token", async () => {
    await startSession();
    visit("/keys");
    await settle();
    expect(api().requests.filter((request) => request.path.startsWith("/api/"))).toEqual([]);
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(left).toHaveLength(1));
    const request = new URL(left[0] ?? "");
    expect(request.searchParams.get("code_challenge_method")).toBe("S256");
    expect(request.searchParams.get("redirect_uri")).toBe(`${location.origin}/`);
    await comeBack();
    expect(location.pathname).toBe("/keys");
    await screen.findByText("Ada");
    await waitFor(() => expect(authorization("/api/kv")).toBe("Bearer token-0"));
  });

  it("refuses an answer with another state", async () => {
    await startSession();
    visit("/");
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(left).toHaveLength(1));
    history.replaceState(null, "", "/?code=code-1&state=another");
    await startSession();
    await screen.findByText("The sign-in was refused");
    expect(location.search).toBe("");
  });

  it("does not offer what the scopes do not allow", async () => {
    scopes = "openid read";
    api().on("GET", /^\/api\/kv$/, () => json(200, page([keyEntry("a")])));
    api().on("GET", /^\/api\/kv\/a$/, () => text("1", '"1"'));
    api().on("GET", /^\/api\/status$/, () => json(200, status({ deadLetters: 3 })));
    await signInAt("/keys/a");
    await screen.findByText("Copy value");
    expect(screen.queryByText("dead letters")).toBeNull();
    for (const name of ["New key", "Delete", "Save"]) {
      expect(screen.queryByRole("button", { name })).toBeNull();
    }
    expect(api().count("GET", /dead-letters/)).toBe(0);
  });

  it("forgets tokens, drafts and answers at once on signing out, and asks before an edit is lost", async () => {
    api().on("GET", /^\/api\/kv\/a$/, () => text("1", '"1"'));
    await signInAt("/keys/a");
    type(await screen.findByLabelText("Value"), "12");
    fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await screen.findByText("Your unsaved edits will be lost.");
    fireEvent.click(screen.getAllByRole("button", { name: "Sign out" }).at(-1) as HTMLElement);
    expect(session.value.state).toBe("out");
    expect(drafts.size).toBe(0);
    await waitFor(() => expect(left.at(-1)).toContain("/logout"));
    expect(screen.queryByLabelText("Value")).toBeNull();
  });

  it("renews the token once before it expires", async () => {
    lifetime = 0;
    await signInAt("/keys");
    lifetime = 3600;
    await waitFor(() => expect(authorization("/api/kv")).toBe("Bearer token-1"));
    await settle();
    expect(refreshed).toBe(1);
  });

  it("sends a request again with a new token where the old one is refused", async () => {
    api().on("GET", /^\/api\/kv$/, (request) =>
      request.headers.get("Authorization") === "Bearer token-1"
        ? json(200, page([keyEntry("found")]))
        : problem(401, "unauthorized", "The token is not accepted."),
    );
    await signInAt("/keys");
    await screen.findByText("found");
  });

  it("keeps what was typed when the session is over", async () => {
    await signInAt("/events");
    type(await screen.findByLabelText(/^Subject/), "half filled");
    api().on("POST", /^\/token$/, () => json(400, { error: "invalid_grant" }));
    api().on("GET", /^\/api\/status$/, () => problem(401, "unauthorized", "The token has expired."));
    api().on("POST", /^\/api\/events$/, () => problem(401, "unauthorized", "The token has expired."));
    fireEvent.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => expect(session.value.state).toBe("expired"));
    drafts.set("key", { text: "draft", base: null });
    fireEvent.click(screen.getAllByRole("button", { name: "Sign in" })[0] as Element);
    await waitFor(() => expect(left).toHaveLength(2));
    drafts.clear();
    forms.clear();
    restoreDrafts();
    expect(forms.get("event.subject")).toBe("half filled");
    expect(drafts.get("key")?.text).toBe("draft");
  });

  it("ends the session at the issuer", async () => {
    await signInAt("/");
    fireEvent.click(await screen.findByRole("button", { name: "Sign out" }));
    await waitFor(() => expect(left).toHaveLength(2));
    expect(left[1]).toMatch(/^http:\/\/localhost:5185\/logout\?.*id_token_hint=/);
    expect(sessionStorage.length).toBe(0);
  });
});
