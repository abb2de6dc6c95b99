import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { type Client, clientOf, expectProblem, startTestServer, type TestServer } from "../server-harness.ts";

const index =
  '<html><head><meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__" src="/assets/a-1.js"></script>';
let server: TestServer;
let folder: string;
let browser: Client;
beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), "dokly-web-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), index);
  await writeFile(join(folder, "assets/a-1.js"), "export {}");
  await writeFile(join(folder, "icon.svg"), "<svg/>");
  browser = clientOf(createApp({ ...server.services, webFolder: folder }), {});
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe("the web app", () => {
  test.each(["/", "/sign-in", "/w/ws_1", "/w/ws_1/pages/guide/intro.md", "/invitations/a.b"])(
    "opens at %s",
    async (path) => {
      const response = await browser.send("GET", path);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    },
  );

  test("has a policy with a nonce that is new each time and stands in the page", async () => {
    const nonces = new Set<string>();
    for (let time = 0; time < 2; time += 1) {
      const response = await browser.send("GET", "/");
      const policy = response.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'self' 'nonce-([A-Za-z0-9_-]{22})'/.exec(policy)?.[1] ?? "";
      expect(await response.text()).toBe(index.replaceAll("__CSP_NONCE__", nonce));
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(response.headers.get("cache-control")).toBe("no-store");
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(2);
  });

  test("keeps hashed files for ever and asks again for the others", async () => {
    const hashed = await browser.send("GET", "/assets/a-1.js");
    expect(hashed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(hashed.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const icon = await browser.send("GET", "/icon.svg");
    expect(icon.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
    const again = await browser.send("GET", "/icon.svg", {
      headers: { "if-none-match": icon.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
  });

  test.each([
    "/assets/gone.js",
    "/favicon.ico",
    "/..%2f..%2fetc/passwd.txt",
    "/assets/..%2findex.html",
    "/assets/%2e%2e%2f%2e%2e%2fpackage.json",
  ])("%s is not there", async (path) => {
    await expectProblem(await browser.send("GET", path), "not-found");
  });

  test("that is not built says how to build it", async () => {
    const told = await expectProblem(await server.stranger.send("GET", "/"), "not-found");
    expect(told.detail).toContain("npm run build");
  });

  test("every reply of the server carries the security headers", async () => {
    for (const path of ["/", "/icon.svg", "/healthz", "/api/v1/configuration", "/api/v1/nothing"]) {
      const { headers } = await browser.send("GET", path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("content-security-policy")).toBeTruthy();
      expect(headers.get("cache-control")).toBe(
        path === "/icon.svg" ? "public, max-age=0, must-revalidate" : "no-store",
      );
    }
  });
});
