import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import type { ImportResult } from "@dokly/contract";
import { unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { corpusFolder } from "../../../../test/corpus-folder.ts";
import { expectProblem, type Person, startTestServer, type TestServer } from "../server-harness.ts";
import { writeZip, type ZipPart } from "./write-zip.ts";

let server: TestServer;
let owner: Person;
beforeAll(async () => {
  server = await startTestServer();
  owner = await server.signUp("Owner");
});
afterAll(() => server.close());

const text = (value: string) => new TextEncoder().encode(value);

async function freshWorkspace(): Promise<string> {
  const person = await server.services.workspaces.open({ name: "Import", ownerId: owner.id, plan: "free" });
  return person.id;
}

const send = (w: string, body: Uint8Array<ArrayBuffer>) =>
  owner.send("POST", `/api/v1/workspaces/${w}/import`, { body, headers: { "content-type": "application/zip" } });

async function imported(w: string, body: Uint8Array<ArrayBuffer>): Promise<ImportResult> {
  const response = await send(w, body);
  if (response.status !== 200) throw new Error(await response.text());
  return await response.json();
}

async function exported(w: string): Promise<Map<string, string>> {
  const response = await owner.send("GET", `/api/v1/workspaces/${w}/export.zip`);
  expect(response.headers.get("content-type")).toBe("application/zip");
  return hashes(unzipSync(new Uint8Array(await response.arrayBuffer())));
}

const hashes = (files: Record<string, Uint8Array>) =>
  new Map(Object.entries(files).map(([path, bytes]) => [path, createHash("sha256").update(bytes).digest("hex")]));

const part = (path: string, content: string, more: Partial<ZipPart> = {}): ZipPart => ({
  path,
  bytes: text(content),
  ...more,
});

function filesBelow(folder: string): Record<string, Uint8Array<ArrayBuffer>> {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path).replaceAll("\\", "/")] = new Uint8Array(readFileSync(path));
  }
  return files;
}

const repository = join(import.meta.dirname, "../../../..");
const folders = [
  ["the seed pages", join(repository, "packages/server/seed")],
  ["the fixtures", join(repository, "test/fixtures")],
  ["hono's documentation", join(corpusFolder, "hono")],
  ["fastapi's documentation", join(corpusFolder, "fastapi")],
].filter(([, folder]) => existsSync(folder ?? "")) as [string, string][];

describe("importing and exporting", () => {
  test.each(folders)("%s: every file comes back byte for byte, or was refused by name", async (_name, folder) => {
    const files = filesBelow(folder);
    const w = await freshWorkspace();
    const result = await imported(w, new Uint8Array(zipSync(files, { level: 1 })));
    const refused = new Set(result.refused.map((file) => file.path));
    const kept = Object.fromEntries(Object.entries(files).filter(([path]) => !refused.has(path)));
    expect(result.created).toBe(Object.keys(kept).length);
    expect(await exported(w)).toEqual(hashes(kept));
    for (const { reason } of result.refused)
      expect(reason).toMatch(/valid UTF-8|NUL character|at most 2,000,000 bytes/);
  });

  test("the same files as a form come back just so", async () => {
    const w = await freshWorkspace();
    const form = new FormData();
    form.append("files", new File([text("# A\r\n")], "guide/ä b.md"));
    form.append("files", new File([new Uint8Array([0, 255, 1])], "guide/picture.png"));
    const response = await owner.send("POST", `/api/v1/workspaces/${w}/import`, { body: form });
    expect(await response.json()).toEqual({ created: 2, updated: 0, unchanged: 0, refused: [] });
    expect(await exported(w)).toEqual(
      hashes({ "guide/ä b.md": text("# A\r\n"), "guide/picture.png": new Uint8Array([0, 255, 1]) }),
    );
  });

  test("a zip sent as the one file of a form is unpacked", async () => {
    const w = await freshWorkspace();
    const form = new FormData();
    form.append("file", new File([new Uint8Array(zipSync({ "a.md": text("a") }))], "docs.zip"));
    const response = await owner.send("POST", `/api/v1/workspaces/${w}/import`, { body: form });
    expect(await response.json()).toMatchObject({ created: 1, refused: [] });
  });

  test("again: unchanged files stay, changed ones are updated, and only pages are listed", async () => {
    const w = await freshWorkspace();
    await imported(w, writeZip([part("a.md", "a"), part("b.md", "b"), part("c.txt", "c")]));
    const again = await imported(w, writeZip([part("a.md", "a"), part("b.md", "B"), part("d.md", "d")]));
    expect(again).toEqual({ created: 1, updated: 1, unchanged: 1, refused: [] });
    const list = await (await owner.send("GET", `/api/v1/workspaces/${w}/documents`)).json();
    expect(list.items.map((item: { path: string }) => item.path)).toEqual(["a.md", "b.md", "d.md"]);
  });

  test("a file that is no page is downloaded, never shown by the browser", async () => {
    const w = await freshWorkspace();
    await imported(w, writeZip([part("evil.html", "<script>alert(1)</script>")]));
    const response = await owner.send("GET", `/api/v1/workspaces/${w}/documents/evil.html`);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toBe("attachment");
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
  });

  test("an empty workspace gives an empty archive", async () => {
    expect(await exported(await freshWorkspace())).toEqual(new Map());
  });
});

describe("an import refuses by name", () => {
  const link = { externalAttributes: 0o120777 * 65_536, madeBy: 3 };
  test.each<[string, ZipPart, RegExp]>([
    ["a path above its folder", part("../../evil.md", "x"), /\.\. segment/],
    ["a path above its folder, hidden", part("a/../../evil.md", "x"), /\.\. segment/],
    ["an absolute path", part("/etc/evil.md", "x"), /absolute/],
    ["a drive", part("C:/evil.md", "x"), /absolute/],
    ["backslashes", part("..\\evil.md", "x"), /backslash/],
    ["a symbolic link", part("link.md", "/etc/passwd", link), /symbolic link/],
    ["an encrypted file", part("secret.md", "x", { flags: 1 }), /encrypted/],
    ["an unknown compression", part("lzma.md", "x", { method: 14 }), /method 14/],
    [
      "a name that is not UTF-8",
      part("x", "x", { name: Buffer.from([0x80, 0x2e, 0x6d, 0x64]) }),
      /name is not valid UTF-8/,
    ],
    ["a wrong checksum", part("crc.md", "x", { crc: 7 }), /checksum/],
    ["damaged data", part("data.md", "x", { data: Buffer.from([0xff, 0xff]), method: 8 }), /can not be unpacked/],
    ["a page that is not UTF-8", part("latin.md", "", { bytes: new Uint8Array([0xe9]) }), /valid UTF-8/],
    ["a page with a NUL", part("nul.md", "a\0"), /NUL/],
    ["a page of more than 2 MB", part("large.md", "x".repeat(2_000_001)), /2,000,000/],
    ["a control character in a name", part("a\u0007.md", "x"), /control character/],
  ])("%s, and takes the rest", async (_what, bad, reason) => {
    const w = await freshWorkspace();
    const result = await imported(w, writeZip([part("good.md", "good"), bad]));
    expect(result).toMatchObject({ created: 1, updated: 0, refused: [{ reason: expect.stringMatching(reason) }] });
    expect([...(await exported(w)).keys()]).toEqual(["good.md"]);
  });

  test("the second of two files with one path", async () => {
    const w = await freshWorkspace();
    const result = await imported(w, writeZip([part("a.md", "first"), part("a.md", "second")]));
    expect(result).toMatchObject({
      created: 1,
      refused: [{ path: "a.md", reason: expect.stringMatching(/same path/) }],
    });
    expect(await (await owner.send("GET", `/api/v1/workspaces/${w}/documents/a.md`)).text()).toBe("first");
  });

  test("a file whose name is a folder of another", async () => {
    const w = await freshWorkspace();
    await imported(w, writeZip([part("a/b.md", "x")]));
    const result = await imported(w, writeZip([part("a", "x"), part("a/b.md/c.md", "x")]));
    expect(result.refused.map((file) => file.path)).toEqual(["a", "a/b.md/c.md"]);
  });
});

describe("an import is refused as a whole, and nothing of it is stored", () => {
  const zeros = Buffer.alloc(24_000_000);
  const unpacksToZeros = { data: deflateRawSync(zeros), method: 8, crc: crc32(zeros) };
  const bomb = (index: number): ZipPart =>
    // The archive says 10 bytes; it unpacks to 24 million.
    ({
      path: `bomb-${index}.bin`,
      bytes: text("0123456789"),
      ...unpacksToZeros,
    });

  test.each<[string, () => Uint8Array<ArrayBuffer>, "too-large" | "malformed-request"]>([
    [
      "a bomb",
      () => writeZip([part("a.md", "a"), ...Array.from({ length: 9 }, (_, index) => bomb(index))]),
      "too-large",
    ],
    [
      "more than 10,000 files",
      () => writeZip(Array.from({ length: 10_001 }, (_, index) => part(`${index}.md`, ""))),
      "too-large",
    ],
    ["no zip", () => text("this is no zip archive at all, not even nearly"), "malformed-request"],
    ["nothing", () => new Uint8Array(), "malformed-request"],
    ["a zip cut off", () => writeZip([part("a.md", "a".repeat(500))]).slice(0, 300), "malformed-request"],
    [
      "a directory that points outside",
      () => writeZip([part("a.md", "a", { localHeaderAt: 0x7fffffff })]),
      "malformed-request",
    ],
  ])("%s", async (_what, body, code) => {
    const w = await freshWorkspace();
    expect((await expectProblem(await send(w, body()), code)).detail).toMatch(/Nothing was imported/);
    expect(await exported(w)).toEqual(new Map());
  });

  test("another content type, a form without files, a broken form", async () => {
    const w = await freshWorkspace();
    const post = (type: string, body: string) =>
      owner.send("POST", `/api/v1/workspaces/${w}/import`, { body, headers: { "content-type": type } });
    await expectProblem(await post("application/json", "{}"), "media-type-not-supported");
    await expectProblem(await post("multipart/form-data; boundary=x", "no form"), "malformed-request");
    const form = new FormData();
    form.append("note", "no file");
    const response = await owner.send("POST", `/api/v1/workspaces/${w}/import`, { body: form });
    await expectProblem(response, "malformed-request");
  });

  test("by a viewer", async () => {
    const w = await freshWorkspace();
    const viewer = await server.member(w, "viewer");
    const headers = { "content-type": "application/zip" };
    const response = await viewer.send("POST", `/api/v1/workspaces/${w}/import`, {
      body: writeZip([part("a.md", "a")]),
      headers,
    });
    await expectProblem(response, "role-not-sufficient");
  });
});
