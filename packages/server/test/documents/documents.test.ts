import { documentBytesMax } from "@dokly/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectProblem, type Person, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
let owner: Person;
let w: string;
beforeAll(async () => {
  server = await startTestServer();
  owner = await server.signUp("Owner");
  w = await server.workspaceOf(owner);
});
afterAll(() => server.close());

const address = (path: string) =>
  `/api/v1/workspaces/${w}/documents/${path.split("/").map(encodeURIComponent).join("/")}`;
const markdown = { "content-type": "text/markdown" };
const create = (path: string, body: string | Uint8Array<ArrayBuffer>) =>
  owner.send("PUT", address(path), { body, headers: { ...markdown, "if-none-match": "*" } });
const save = (path: string, body: string | Uint8Array<ArrayBuffer>, version: string) =>
  owner.send("PUT", address(path), { body, headers: { ...markdown, "if-match": version } });

async function created(path: string, body: string | Uint8Array<ArrayBuffer> = "# A page\n"): Promise<string> {
  const response = await create(path, body);
  if (response.status !== 201) throw new Error(await response.text());
  return response.headers.get("etag") ?? "";
}

describe("a page", () => {
  test("is made, read, saved, renamed and deleted, and its version tells its state", async () => {
    const response = await create("guide/intro.md", "# Intro\n\nHello.\n");
    expect(response.status).toBe(201);
    const entry = await response.json();
    expect(entry).toEqual({
      path: "guide/intro.md",
      title: "Intro",
      version: expect.any(String),
      bytes: 16,
      updatedAt: expect.any(String),
    });
    const etag = `"${entry.version}"`;
    expect(response.headers.get("etag")).toBe(etag);

    const read = await owner.send("GET", address("guide/intro.md"));
    expect(read.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
    expect(read.headers.get("etag")).toBe(etag);
    expect(await read.text()).toBe("# Intro\n\nHello.\n");
    const unchanged = await owner.send("GET", address("guide/intro.md"), { headers: { "if-none-match": etag } });
    expect(unchanged.status).toBe(304);

    const saved = await save("guide/intro.md", "# Welcome\n", etag);
    expect(saved.status).toBe(200);
    const next = saved.headers.get("etag") ?? "";
    expect(next).not.toBe(etag);

    const renamed = await owner.send("POST", `${address("guide/intro.md")}/rename`, {
      json: { to: "start/welcome.md" },
      headers: { "if-match": next },
    });
    expect(await renamed.json()).toMatchObject({ path: "start/welcome.md", title: "Welcome" });
    await expectProblem(await owner.send("GET", address("guide/intro.md")), "not-found");

    const deleted = await owner.send("DELETE", address("start/welcome.md"), { headers: { "if-match": next } });
    expect(deleted.status).toBe(204);
    await expectProblem(await owner.send("GET", address("start/welcome.md")), "not-found");
  });

  test.each([
    "Einführung/übersicht & mehr.md",
    "日本語/はじめに.md",
    "a b/100% sure?#.md",
    "emoji/👩‍💻.md",
    "rename/rename.md",
  ])("can be called %s", async (path) => {
    await created(path, "text");
    expect(await (await owner.send("GET", address(path))).text()).toBe("text");
    const list = await (await owner.send("GET", `/api/v1/workspaces/${w}/documents`)).json();
    expect(list.items.map((item: { path: string }) => item.path)).toContain(path);
  });

  test.each([
    ["a backslash", "a%5C..%5Cb.md"],
    ["an absolute path", "%2Fetc%2Fpasswd.md"],
    ["a drive", "C:%2Fx.md"],
    ["a NUL", "a%00.md"],
    ["a line break", "a%0Ab.md"],
    ["a reversed name", "a%E2%80%AEdm.md"],
    ["an empty folder", "a//b.md"],
    ["a dot segment in the path", "a%2F..%2F..%2Fb.md"],
    ["another ending", "script.js"],
    ["no ending", "page"],
    ["513 characters", `${"a/".repeat(255)}ab.md`],
    ["a name of 300 bytes", `${"é".repeat(150)}.md`],
  ])("can not have %s in its path", async (_what, path) => {
    const headers = { ...markdown, "if-none-match": "*" };
    await expectProblem(
      await owner.send("PUT", `/api/v1/workspaces/${w}/documents/${path}`, { body: "x", headers }),
      "document-refused",
    );
  });

  test("is not found under an address that is no UTF-8", async () => {
    await expectProblem(await owner.send("GET", `/api/v1/workspaces/${w}/documents/%ff.md`), "malformed-request");
  });
});

describe("saving", () => {
  test("without a precondition is refused", async () => {
    await created("precondition.md");
    await expectProblem(
      await owner.send("PUT", address("precondition.md"), { body: "x", headers: markdown }),
      "precondition-required",
    );
    await expectProblem(await owner.send("DELETE", address("precondition.md")), "precondition-required");
  });

  test("against a stale version is refused, and both texts are kept", async () => {
    const first = await created("stale.md", "\uFEFFone\r\n");
    const second = (await save("stale.md", "two\n", first)).headers.get("etag") ?? "";
    const told = await expectProblem(await save("stale.md", "mine\n", first), "version-conflict");
    expect(told.currentText).toBe("two\n");
    expect(`"${told.currentVersion}"`).toBe(second);
    expect(await (await owner.send("GET", address("stale.md"))).text()).toBe("two\n");
    await expectProblem(
      await owner.send("DELETE", address("stale.md"), { headers: { "if-match": first } }),
      "version-conflict",
    );
  });

  test("of two at once one is saved and one is refused", async () => {
    const version = await created("race.md");
    const responses = await Promise.all(["a", "b"].map((text) => save("race.md", text, version)));
    expect(responses.map((response) => response.status).sort((a, b) => a - b)).toEqual([200, 412]);
  });

  test("over a page that is there already is refused", async () => {
    await created("there.md", "first");
    await expectProblem(await create("there.md", "second"), "document-exists");
    expect(await (await owner.send("GET", address("there.md"))).text()).toBe("first");
  });

  test("an unknown page is refused as absent", async () => {
    await expectProblem(await save("absent.md", "x", '"abc"'), "not-found");
  });

  test.each([
    ["LF", "a\nb\n"],
    ["CRLF", "a\r\nb\r\n"],
    ["mixed endings and lone CR", "a\r\nb\nc\rd\r\r\n"],
    ["a byte order mark", "\uFEFF# T\n"],
    ["no final line", "a"],
    ["nothing", ""],
    ["characters beyond the BMP", "𝔘 👩‍👩‍👧 e\u0301 \u2028\u200B"],
  ])("keeps %s byte for byte", async (what, text) => {
    const bytes = new TextEncoder().encode(text);
    await created(`bytes/${what}.md`, bytes);
    const read = new Uint8Array(await (await owner.send("GET", address(`bytes/${what}.md`))).arrayBuffer());
    expect(read).toEqual(bytes);
  });

  test("refuses a NUL and invalid UTF-8 by name", async () => {
    expect((await expectProblem(await create("nul.md", "a\0b"), "document-refused")).detail).toMatch(
      /NUL character.*byte 1/,
    );
    const told = await expectProblem(await create("latin.md", new Uint8Array([0x61, 0xe9, 0x62])), "document-refused");
    expect(told.detail).toMatch(/valid UTF-8/);
  });

  test("takes 2 MB and not a byte more", async () => {
    expect((await create("large.md", "x".repeat(documentBytesMax))).status).toBe(201);
    const told = await expectProblem(await create("larger.md", "x".repeat(documentBytesMax + 1)), "too-large");
    expect(told.detail).toMatch(/2,000,000/);
  });

  test("refuses what is not Markdown in UTF-8", async () => {
    const send = (type: string) =>
      owner.send("PUT", address("type.md"), { body: "x", headers: { "content-type": type, "if-none-match": "*" } });
    await expectProblem(await send("application/json"), "media-type-not-supported");
    await expectProblem(await send("text/markdown; charset=latin1"), "media-type-not-supported");
  });
});

describe("renaming", () => {
  test("onto another page is refused", async () => {
    await created("from.md");
    await created("to.md");
    const response = await owner.send("POST", `${address("from.md")}/rename`, { json: { to: "to.md" } });
    await expectProblem(response, "document-exists");
  });

  test("against a stale version, to a bad path, or of an unknown page is refused", async () => {
    await created("mine.md");
    const rename = (to: unknown, headers: Record<string, string> = {}) =>
      owner.send("POST", `${address("mine.md")}/rename`, { json: { to }, headers });
    await expectProblem(await rename("x.md", { "if-match": '"abc"' }), "version-conflict");
    await expectProblem(await rename("../x.md"), "document-refused");
    await expectProblem(await rename("x.txt"), "document-refused");
    await expectProblem(await rename(7), "validation-failed");
    await expectProblem(
      await owner.send("POST", `${address("nobody.md")}/rename`, { json: { to: "y.md" } }),
      "not-found",
    );
  });

  test("a name can not be a page and a folder at once", async () => {
    await created("both.md");
    await expectProblem(await create("both.md/inner.md", "x"), "document-exists");
    await created("folder.md/inner.md");
    await expectProblem(await create("folder.md", "x"), "document-exists");
  });
});

describe("a workspace's pages", () => {
  test("are not those of another, and an unknown workspace looks like a foreign one", async () => {
    await created("secret.md", "secret");
    const other = await server.signUp("Other");
    const foreign = await expectProblem(await other.send("GET", address("secret.md")), "not-found");
    const unknown = await expectProblem(
      await other.send("GET", "/api/v1/workspaces/ws_0000000000000/documents/secret.md"),
      "not-found",
    );
    expect(foreign.detail).toBe(unknown.detail);
  });

  test("viewers read and editors write", async () => {
    const viewer = await server.member(w, "viewer");
    const editor = await server.member(w, "editor");
    await created("roles.md");
    expect((await viewer.send("GET", address("roles.md"))).status).toBe(200);
    const options = { body: "x", headers: { ...markdown, "if-none-match": "*" } };
    await expectProblem(await viewer.send("PUT", address("viewer.md"), options), "role-not-sufficient");
    expect((await editor.send("PUT", address("editor.md"), options)).status).toBe(201);
  });

  test("need the scope documents of an API key", async () => {
    const documents = await server.keyOf(w, ["documents"]);
    const read = await server.keyOf(w, ["read"]);
    await created("keys.md");
    expect((await documents.send("GET", address("keys.md"))).status).toBe(200);
    const options = { body: "x", headers: { ...markdown, "if-none-match": "*" } };
    expect((await documents.send("PUT", address("by-key.md"), options)).status).toBe(201);
    await expectProblem(await read.send("GET", address("keys.md")), "scope-not-sufficient");
  });
});
