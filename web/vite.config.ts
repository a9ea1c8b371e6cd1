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
    "connect-src 'self'",
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
    "connect-src 'self' ws:",
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

export default defineConfig({
  plugins: [contentSecurityPolicy()],
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
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
