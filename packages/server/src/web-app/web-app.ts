import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context, Hono } from "hono";
import { ProblemError } from "../http/problem-error.ts";
import type { ServerEnv } from "../http/router.ts";
import { appPolicy } from "./security-headers.ts";
import { listWebFiles, type WebFile } from "./web-files.ts";

const noncePlace = "__CSP_NONCE__";
const foreverSeconds = 31_536_000;

/**
 * Serves the built web app: its files with their caching rules, and index.html for every other address that a browser
 * opens, with a fresh nonce each time.
 */
export function registerWebApp(app: Hono<ServerEnv>, folder: string): void {
  let loaded: Promise<{ files: ReadonlyMap<string, WebFile>; index: string | null }> | undefined;
  const load = async () => {
    const [files, index] = await Promise.all([
      listWebFiles(folder),
      readFile(join(folder, "index.html"), "utf8").catch(() => null),
    ]);
    return { files, index };
  };
  app.get("*", async (c, next) => {
    if (isServerAddress(c.req.path)) return await next();
    loaded ??= load();
    const { files, index } = await loaded;
    const file = files.get(c.req.path);
    if (file !== undefined) return serveFile(c, file);
    if (looksLikeFile(c.req.path)) throw new ProblemError("not-found", "There is no such file.");
    if (index === null) {
      loaded = undefined;
      throw new ProblemError("not-found", "The web app is not built. Run: npm run build");
    }
    return serveIndex(c, index);
  });
}

function isServerAddress(path: string): boolean {
  return path === "/api" || path.startsWith("/api/") || ["/healthz", "/readyz", "/metrics"].includes(path);
}

/** A missing script or picture is a 404, not the app; a page's address may end in .md and is the app's. */
function looksLikeFile(path: string): boolean {
  return path.startsWith("/assets/") || (!path.startsWith("/w/") && /\.[a-z0-9]{2,11}$/i.test(path));
}

function serveFile(c: Context<ServerEnv>, file: WebFile): Response {
  const headers = {
    etag: file.etag,
    "cache-control": file.isHashed
      ? `public, max-age=${foreverSeconds}, immutable`
      : "public, max-age=0, must-revalidate",
  };
  if (c.req.header("if-none-match")?.includes(file.etag) === true) return c.body(null, 304, headers);
  return c.body(file.bytes, 200, { ...headers, "content-type": file.mediaType });
}

function serveIndex(c: Context<ServerEnv>, index: string): Response {
  const nonce = randomBytes(16).toString("base64url");
  return c.body(index.replaceAll(noncePlace, nonce), 200, {
    "content-type": "text/html; charset=utf-8",
    // The nonce is good for one reply only.
    "cache-control": "no-store",
    "content-security-policy": appPolicy(nonce),
  });
}
