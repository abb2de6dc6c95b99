import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exitCodes } from "../../src/command/command-line.ts";
import { runLine } from "./run-line.ts";

const page = readFileSync(new URL("../../../../docs/operating.md", import.meta.url), "utf8");
const section = page.slice(page.indexOf("## The command line"));

async function namesOfCommands(): Promise<readonly string[]> {
  const { out } = await runLine([], { environment: {} });
  return [...out.matchAll(/^ {2}([a-z][a-z -]*?) {2,}[A-Z]/gm)].map(([, name = ""]) => name);
}

test("docs/operating.md names every command, and no other", async () => {
  const names = await namesOfCommands();
  expect(names.length).toBeGreaterThan(15);
  const rows = [...section.matchAll(/^\| `npx dokly ([a-z -]+?)(?: [A-Z][A-Z]*)?` \|/gm)].map(([, name = ""]) => name);
  expect([...rows].sort()).toEqual([...names].sort());
});

test("docs/operating.md says what every exit code means, and no other", () => {
  const codes = [...section.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(exitCodes));
});

test("each command tells how it is called and what it ends with, and takes no option that it does not tell", async () => {
  for (const name of await namesOfCommands()) {
    const { code, out, errors } = await runLine([...name.split(" "), "--help"], { environment: {} });
    expect({ name, code, errors }).toEqual({ name, code: 0, errors: "" });
    expect(out).toMatch(new RegExp(`^npx dokly ${name}\\b`));
    expect(out).toMatch(/\b[Ee]nds with/);
    if (name === "start" || name === "bench") continue;
    expect(out.split("\n")[0]).toContain("--json");
    const unknown = await runLine([...name.split(" "), "--jsn"], { environment: {} });
    expect(unknown).toMatchObject({ code: 2, errors: "There is no option --jsn. Did you mean --json?\n" });
  }
});
