import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));
const sourceOf = (file: string) => readFileSync(join(packageFolder, "src", file), "utf8");
const source = sourceOf("verbs.ts");
const otherVerbs = ["ledger-verbs.ts", "watch-verbs.ts", "find-verbs.ts"].map(sourceOf);
const verbs = [source.slice(source.indexOf("export type Credits = ")), ...otherVerbs].join("\n");
const root = fileURLToPath(new URL("../../../../", import.meta.url));
mkdirSync(join(root, ".cache"), { recursive: true });
const folder = mkdtempSync(join(root, ".cache", "verb-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each verb with the comment above it. */
const documented = [...verbs.matchAll(/\/\*\*\n([\s\S]*?)\*\/\n\s+(\w+)\(/g)].map(([, comment = "", verb = ""]) => ({
  verb,
  example: (comment.split("@example")[1] ?? "").replaceAll(/^\s*\* ?/gm, "").trim(),
}));

/** What the examples of all verbs take for given. */
const given = `
import { isCreditsError, type ActionFacts, type Credits, type EstimateRequest, type TokenUsage } from "../../packages/credits/src/index.ts";
declare const credits: Credits;
declare const workspace: string, lot: string, hold: string, action: string & ActionFacts, id: string;
declare const key: string, payment: string, fingerprint: string, actor: string, member: string, text: string;
declare const model: string, kind: string, usage: TokenUsage, signingKey: Uint8Array;
declare const pages: readonly { high: bigint; action: ActionFacts }[];
declare const lengths: Pick<EstimateRequest, "input" | "subject" | "output" | "thinkingTokensMax" | "modelOutputTokensMax">;
declare const offerTopUp: (credits: bigint) => void;
`;

test("every verb has an example that compiles", async () => {
  const names = [...verbs.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(24);
  expect(documented.filter(({ example }) => example !== "").map(({ verb }) => verb)).toEqual(names);
  const scopes = documented.map(({ verb, example }) => `export async function ${verb}Example() {\n${example}\n}`);
  writeFileSync(join(folder, "examples.ts"), `${given}\n${scopes.join("\n")}\n`);
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, noEmit: true, composite: false };
  const config = { extends: "../../tsconfig.base.json", compilerOptions, files: ["examples.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const compiled = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(compiled).toBe("");
}, 120_000);
