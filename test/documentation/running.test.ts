import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCatalogFile } from "../../packages/server/src/configuration/catalog-file.ts";
import { variables } from "../../packages/server/src/configuration/variables.ts";

const page = readFileSync(new URL("../../docs/running.md", import.meta.url), "utf8");
const settings = page.slice(page.indexOf("## Settings"), page.indexOf("## Plans, prices and models"));
const production = page.slice(page.indexOf("## In production"), page.indexOf("## Backups"));

describe("docs/running.md", () => {
  const folder = { path: "" };
  beforeAll(() => {
    folder.path = mkdtempSync(join(tmpdir(), "dokly-running-"));
  });
  afterAll(() => rmSync(folder.path, { recursive: true }));

  test("names every variable that the server reads, and no other", () => {
    const rows = settings.split("\n").filter((line) => line.startsWith("| `"));
    const inTable = rows.flatMap((row) => (row.split("|")[1] ?? "").match(/[A-Z][A-Z_]+/g) ?? []);
    const inProduction = production.match(/NODE_ENV|DOKLY_ALLOW_EMBEDDED/g) ?? [];
    expect(new Set([...inTable, ...inProduction])).toEqual(new Set(Object.keys(variables)));
  });

  test("shows the defaults that the server uses", () => {
    const wrong = Object.entries(variables).filter(([name, { fallback }]) => {
      if (fallback === null || name === "NODE_ENV" || name === "DOKLY_ALLOW_EMBEDDED") return false;
      const row = settings.split("\n").find((line) => (line.split("|")[1] ?? "").includes(`\`${name}\``)) ?? "";
      return !(row.split("|")[2] ?? "").includes(`\`${fallback}\``);
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  test("shows a file for DOKLY_CONFIG that the server takes", () => {
    const json = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    const path = join(folder.path, "dokly.json");
    writeFileSync(path, json);
    const { catalog, modelOfKind } = readCatalogFile(path, new Date("2026-11-23T00:00:00Z"));
    expect(catalog.plans.map(({ name }) => name)).toEqual(["free", "pro"]);
    expect(modelOfKind.grammar).toBe("claude-sonnet-5-5");
  });
});
