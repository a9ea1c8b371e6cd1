/// <reference types="vitest/config" />
import { defineConfig, type Plugin } from "vite";

/** The API: what the AppHost passes on, else where the API listens when it is started by hand. */
const api = process.env["API_URL"] ?? "http://localhost:5180";

/**
 * A bucket in website mode cannot send headers, so the policy is in the page. The development server needs more: it
 * puts styles into the page and says by WebSocket what has changed.
 */
function contentSecurityPolicy(): Plugin {
  const strict = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    // Where the issuer may be. The page narrows this to the configured one (src/signin/config.ts).
    "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  const development = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self'",
    "connect-src 'self' ws: https: http://localhost:* http://127.0.0.1:*",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return {
    name: "content-security-policy",
    transformIndexHtml: (_html, context) => [
      {
        tag: "meta",
        attrs: {
          "http-equiv": "Content-Security-Policy",
          content: (context.server ? development : strict).join("; "),
        },
        injectTo: "head-prepend",
      },
    ],
  };
}

/** What the deployment step writes beside the site, for the development server. The edge emulator has the same. */
function siteConfig(): Plugin {
  const issuer = process.env["ISSUER"];
  const signIn = { issuer, clientId: "web", scope: "openid offline_access read write admin" };
  return {
    name: "site-config",
    configureServer: (server) => {
      server.middlewares.use("/config.json", (_request, response) => {
        response.setHeader("Content-Type", "application/json");
        response.setHeader("Cache-Control", "no-cache");
        response.end(JSON.stringify({ ...(issuer ? signIn : {}), api }));
      });
    },
  };
}

export default defineConfig({
  plugins: [contentSecurityPolicy(), siteConfig()],
  server: {
    // Not "localhost", which may be ::1 alone.
    host: "127.0.0.1",
    port: Number(process.env["PORT"] ?? 5173),
    strictPort: true,
    proxy: { "/api": api },
  },
  build: {
    // Inlined files would be data: addresses, which the policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Top-level await, which every browser with nested styles and light-dark() has.
    target: "es2022",
  },
  test: {
    environment: "happy-dom",
    pool: "threads",
    restoreMocks: true,
    testTimeout: 30_000,
    // The files share the environment and the modules, which takes a quarter of the time; test/support/visit.tsx resets the
    // state. A file that replaces a module has an environment of its own.
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          isolate: false,
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["**/*.isolated.test.tsx"],
        },
      },
      { extends: true, test: { name: "isolated", include: ["test/**/*.isolated.test.tsx"] } },
    ],
  },
});
