import { createMiddleware } from "hono/factory";
import { withPresetHeaders } from "../http/preset-headers.ts";
import type { ServerEnv } from "../http/router.ts";

const yearSeconds = 31_536_000;

/** Headers of every reply. A reply that has set one of them itself (a page's own policy) keeps it. */
export function securityHeaders(options: { isHttps: boolean }) {
  const headers: Record<string, string> = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    // What a route answers is somebody's; what may be kept says so itself.
    "cache-control": "no-store",
    ...(options.isHttps ? { "strict-transport-security": `max-age=${yearSeconds}` } : {}),
  };
  const entries = Object.entries(headers);
  return createMiddleware<ServerEnv>((c, next) => withPresetHeaders(c, entries, next));
}

/**
 * The policy of the web app: scripts and styles of our own by nonce, nothing from another host. So images that a page
 * takes from elsewhere stay unloaded: reading a document tells nobody that it was read.
 */
export function appPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}
