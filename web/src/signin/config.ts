/** What differs between deployments of the site: the file /config.json beside it. */
export interface SiteConfig {
  /** URL of the OpenID Connect issuer. Without it there is no sign-in. */
  issuer?: string;
  clientId?: string;
  /** Scopes that are requested, joined by spaces. */
  scope?: string;
  /** Address of the API itself, in development only: its reference and document are there. */
  api?: string;
}

/** Reads the file. A bucket without it answers with the page itself and 404; that is a site without sign-in. */
export async function loadConfig(): Promise<SiteConfig> {
  try {
    const response = await fetch("/config.json");
    const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
    return response.ok && isJson ? ((await response.json()) as SiteConfig) : {};
  } catch {
    return {};
  }
}

/**
 * Narrows the page's policy to these origins: the page itself cannot name the issuer, since the same build is deployed
 * with any. Policies only add restrictions, so this cannot be undone.
 */
export function allowRequestsTo(addresses: readonly string[]): void {
  const origins = new Set(addresses.map((address) => new URL(address).origin));
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = `connect-src ${["'self'", ...origins].join(" ")}`;
  document.head.append(policy);
}
