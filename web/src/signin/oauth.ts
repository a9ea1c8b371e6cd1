import * as oauth from "oauth4webapi";
import { Failure } from "../api/failure";
import { allowRequestsTo, type SiteConfig } from "./config";
import type { Tokens } from "./session";

/** What is kept in sessionStorage while the browser is at the issuer. */
interface Pending {
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
  /** The issuer's metadata, so that the way back needs no request for it. */
  server: oauth.AuthorizationServer;
}

const pendingName = "sign-in";
const redirectUri = (): string => `${location.origin}/`;
const clientOf = ({ clientId }: SiteConfig): oauth.Client => ({ client_id: clientId ?? "web" });

/** Plain http only to this machine: the local issuer. */
const optionsOf = (issuer: URL) =>
  ["localhost", "127.0.0.1"].includes(issuer.hostname) ? { [oauth.allowInsecureRequests]: true } : {};

let known: oauth.AuthorizationServer | undefined;

/** The issuer's metadata. From here on the page may send requests to the issuer and to itself only. */
async function discover({ issuer: address }: SiteConfig): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(address ?? "");
  if (known && new URL(known.issuer).href === issuer.href) {
    return known;
  }
  const response = await reach(oauth.discoveryRequest(issuer, optionsOf(issuer)));
  return use(await oauth.processDiscoveryResponse(issuer, response));
}

function use(server: oauth.AuthorizationServer): oauth.AuthorizationServer {
  known = server;
  allowRequestsTo([server.issuer, server.token_endpoint ?? server.issuer]);
  return server;
}

async function reach(request: Promise<Response>): Promise<Response> {
  try {
    return await request;
  } catch {
    throw new Failure("The sign-in service is unreachable", false, 503);
  }
}

/** The address at the issuer where the user signs in. */
export async function begin(config: SiteConfig, returnTo: string): Promise<string> {
  const server = await discover(config);
  const pending: Pending = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    returnTo,
    server,
  };
  sessionStorage.setItem(pendingName, JSON.stringify(pending));
  const address = new URL(server.authorization_endpoint ?? "");
  const parameters = {
    client_id: clientOf(config).client_id,
    redirect_uri: redirectUri(),
    response_type: "code",
    scope: config.scope ?? "openid read write admin",
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) {
    address.searchParams.set(name, value);
  }
  return address.href;
}

/** Redeems the code that the issuer has sent the browser back with. */
export async function complete(config: SiteConfig, at: URL): Promise<{ tokens: Tokens; returnTo: string }> {
  const pending = JSON.parse(sessionStorage.getItem(pendingName) ?? "null") as Pending | null;
  sessionStorage.removeItem(pendingName);
  if (!pending) {
    throw new Failure("This sign-in was not started in this tab", false);
  }
  const server = use(pending.server);
  const client = clientOf(config);
  const options = optionsOf(new URL(server.issuer));
  try {
    const parameters = oauth.validateAuthResponse(server, client, at, pending.state);
    const response = await reach(
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        redirectUri(),
        pending.verifier,
        options,
      ),
    );
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: pending.nonce,
      requireIdToken: true,
    });
    const claims = oauth.getValidatedIdTokenClaims(answer);
    const user = String(claims?.["preferred_username"] ?? claims?.["name"] ?? claims?.sub ?? "");
    return { tokens: tokensOf(answer, config, { user }), returnTo: pending.returnTo };
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    const code = error instanceof oauth.AuthorizationResponseError ? error.error : "";
    throw new Failure(code === "access_denied" ? "The sign-in was canceled" : "The sign-in was refused", false, 400);
  }
}

/** New tokens; undefined where the issuer refuses them. Throws a Failure where it does not answer. */
export async function renew(config: SiteConfig, tokens: Tokens): Promise<Tokens | undefined> {
  if (!tokens.refresh) {
    return undefined;
  }
  const server = await discover(config);
  const client = clientOf(config);
  const options = optionsOf(new URL(server.issuer));
  const response = await reach(oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh, options));
  if (response.status >= 500) {
    throw new Failure("The sign-in service is unreachable", false, 503);
  }
  try {
    return tokensOf(await oauth.processRefreshTokenResponse(server, client, response), config, tokens);
  } catch {
    return undefined;
  }
}

/** The address that ends the session at the issuer and leads back; the site itself where the issuer has none. */
export async function end(config: SiteConfig, { identity }: Tokens): Promise<string> {
  const { end_session_endpoint: endpoint } = await discover(config).catch(() => ({ end_session_endpoint: undefined }));
  if (!endpoint) {
    return redirectUri();
  }
  const address = new URL(endpoint);
  address.searchParams.set("client_id", clientOf(config).client_id);
  address.searchParams.set("post_logout_redirect_uri", redirectUri());
  if (identity) {
    address.searchParams.set("id_token_hint", identity);
  }
  return address.href;
}

/** An answer may leave out what stays as it was. */
function tokensOf(
  answer: oauth.TokenEndpointResponse,
  config: SiteConfig,
  before: Partial<Tokens> & Pick<Tokens, "user">,
): Tokens {
  const lifetime = 1000 * (answer.expires_in ?? 300);
  return {
    access: answer.access_token,
    refresh: answer.refresh_token ?? before.refresh,
    identity: answer.id_token ?? before.identity,
    expiresAt: Date.now() + lifetime,
    lifetime,
    scopes: answer.scope?.split(" ") ?? before.scopes ?? (config.scope ?? "").split(" "),
    user: before.user,
  };
}
