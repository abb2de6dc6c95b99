import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Mutant, mutate } from "./mutant.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** What the engine's tests need of the repository. */
const parts = ["package.json", "vitest.config.ts", "tsconfig.base.json", "tsconfig.json", "test-servers", "packages"];

/** A copy of the engine in which mistakes can be made: nothing outside it is ever changed. */
export type Scratch = {
  readonly folder: string;
  /** Makes the mistake in the copy, and returns how to take it back. */
  apply(mutant: Mutant): () => void;
  remove(): void;
};

export function createScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), "dokly-mutants-"));
  const isWanted = (path: string): boolean => !["node_modules", "dist"].includes(basename(path));
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true, filter: isWanted });
  linkModules(folder);
  return {
    folder,
    apply: (mutant) => {
      const path = join(folder, "packages/credits", mutant.file);
      const text = readFileSync(path, "utf8");
      writeFileSync(path, mutate(text, mutant));
      return () => writeFileSync(path, text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Packages are those of the repository, but our own, which are the copy's. */
function linkModules(folder: string): void {
  const source = join(root, "node_modules");
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@dokly"), { recursive: true });
  for (const name of readdirSync(source)) {
    if (name !== "@dokly" && !name.startsWith(".")) symlinkSync(join(source, name), join(modules, name));
  }
  for (const name of ["contract", "credits", "server"]) {
    symlinkSync(join(folder, "packages", name), join(modules, "@dokly", name));
  }
}
