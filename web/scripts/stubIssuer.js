// An OpenID Connect issuer in memory for the stub: it signs in at once. The code that it gives is the nonce.

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Answers a request below /issuer. `grant` is { user, scope, lifetime } in seconds; without it every token is refused. */
export function answerAsIssuer(url, body, origin, grant) {
  const issuer = `${origin}/issuer`;
  if (url.pathname === "/issuer/.well-known/openid-configuration") {
    return {
      body: {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        end_session_endpoint: `${issuer}/logout`,
      },
    };
  }
  const query = url.searchParams;
  if (url.pathname === "/issuer/authorize") {
    const back = `${query.get("redirect_uri")}?code=${query.get("nonce")}&state=${query.get("state")}`;
    return { status: 302, headers: { Location: back }, body: "" };
  }
  if (url.pathname === "/issuer/logout") {
    return { status: 302, headers: { Location: query.get("post_logout_redirect_uri") }, body: "" };
  }
  if (!grant) {
    return { status: 400, body: { error: "invalid_grant" } };
  }
  const now = Math.floor(Date.now() / 1000);
  const nonce = new URLSearchParams(body).get("code") ?? undefined;
  const claims = { iss: issuer, sub: grant.user, name: grant.user, aud: "web", iat: now, exp: now + 600, nonce };
  return {
    body: {
      access_token: "token",
      token_type: "Bearer",
      expires_in: grant.lifetime ?? 3600,
      refresh_token: "refresh",
      scope: grant.scope,
      ...(nonce ? { id_token: `${encode({ alg: "RS256" })}.${encode(claims)}.c2lnbmF0dXJl` } : {}),
    },
  };
}

/** The site's configuration with this issuer. */
export const signInConfig = (origin) => ({
  issuer: `${origin}/issuer`,
  clientId: "web",
  scope: "openid read write admin",
});
