import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";

const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** A built file of the web app, as it is served. */
export type WebFile = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  readonly etag: string;
  readonly isHashed: boolean;
};

/**
 * The built web app, held in memory (about 2 MB): no address leads out of the folder, and a build that replaces the
 * folder takes nothing away from a server that runs. Empty where nothing was built.
 */
export async function listWebFiles(folder: string): Promise<ReadonlyMap<string, WebFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, WebFile>();
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === "index.html") continue;
    const path = join(entry.parentPath, entry.name);
    const address = path.slice(folder.length).replaceAll("\\", "/");
    const bytes = new Uint8Array(await readFile(path));
    const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
    files.set(address, {
      bytes,
      mediaType: mediaTypes[extname(entry.name)] ?? "application/octet-stream",
      etag: `"${hash}"`,
      // Vite puts a hash of the content into every name below assets/.
      isHashed: address.startsWith("/assets/"),
    });
  }
  return files;
}
