import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { writeZip } from "../../packages/server/test/documents/write-zip.ts";
import { corpusFolder } from "../corpus-folder.ts";
import { type Person, signUp, storedPaths } from "./helpers/person.ts";
import { readZip } from "./helpers/read-zip.ts";
import { useVisits } from "./helpers/visit.ts";

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const fixtures = inRepository("test/fixtures/markdown");
/** 112 pages of a real project's documentation, where they lie beside the repository. */
const corpus = join(corpusFolder, "hono", "docs");

/** The files below a folder, by their paths in it. */
function filesBelow(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path).replaceAll("\\", "/"), readFileSync(path)]));
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

async function choose(page: Page, what: "A zip file…" | "A folder…", files: Parameters<Page["setInputFiles"]>[1]) {
  // An empty workspace offers it twice.
  await page.getByRole("button", { name: "Import" }).first().click();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("menuitem", { name: what }).click(),
  ]);
  await chooser.setFiles(files);
}

/** Exports through the button, as a person does. */
async function exported({ page }: Person): Promise<Map<string, Buffer>> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export zip" }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return readZip(Buffer.concat(chunks));
}

describe("import and export", () => {
  const visits = useVisits();
  async function newcomer(): Promise<Person> {
    const nora = await signUp(await visits.open(inject("productUrl")));
    await nora.page.goto(`/w/${nora.workspace}`);
    await nora.page.getByRole("heading", { name: "No pages yet" }).waitFor();
    return nora;
  }

  test("a folder comes back byte for byte; what is no text is refused by name", async () => {
    const nora = await newcomer();
    const files = filesBelow(fixtures);
    await choose(nora.page, "A folder…", fixtures);
    const report = nora.page.getByRole("alert").filter({ hasText: "Import finished" });
    await report.waitFor();
    const back = await exported(nora);
    for (const [path, bytes] of back) expect(files.get(path)?.equals(bytes), path).toBe(true);
    expect(await storedPaths(nora)).not.toHaveLength(0);
    const refused = [...files.keys()].filter((path) => !back.has(path));
    for (const path of refused) await report.getByText(path).first().waitFor();
    const binary = [...files].filter(([, bytes]) => !isUtf8(bytes)).map(([path]) => path);
    expect(binary.length).toBeGreaterThan(0);
    expect(refused).toEqual(expect.arrayContaining(binary));
  });

  test.runIf(existsSync(corpus))("112 real pages come back byte for byte from a folder and from a zip", async () => {
    const files = filesBelow(corpus);
    const nora = await newcomer();
    await choose(nora.page, "A folder…", corpus);
    await nora.page.getByText(`${files.size} new, 0 updated, 0 unchanged`).first().waitFor();
    const zip = writeZip([...files].map(([path, bytes]) => ({ path, bytes })));
    const buffer = Buffer.from(zip);
    await choose(nora.page, "A zip file…", { name: "docs.zip", mimeType: "application/zip", buffer });
    await nora.page.getByText(`0 new, 0 updated, ${files.size} unchanged`).first().waitFor();
    const back = await exported(nora);
    expect(back.size).toBe(files.size);
    for (const [path, bytes] of files) expect(back.get(path)?.equals(bytes), path).toBe(true);
  });

  test("a zip with names that climb out of it is refused with the reason, and stores only what is right", async () => {
    const nora = await newcomer();
    const bytes = Buffer.from("# Page\n");
    const zip = writeZip([
      { path: "good.md", bytes },
      { path: "../../etc/bad.md", bytes },
    ]);
    const buffer = Buffer.from(zip);
    await choose(nora.page, "A zip file…", { name: "climbing.zip", mimeType: "application/zip", buffer });
    await nora.page.getByText("../../etc/bad.md").first().waitFor();
    expect((await storedPaths(nora)).filter((path) => path.includes("bad"))).toEqual([]);
  });

  test("a file that is no zip is refused as a whole", async () => {
    const nora = await newcomer();
    const buffer = Buffer.from("not a zip at all");
    await choose(nora.page, "A zip file…", { name: "broken.zip", mimeType: "application/zip", buffer });
    await nora.page.getByText("Import failed").waitFor();
    expect(await storedPaths(nora)).toEqual([]);
  });
});
