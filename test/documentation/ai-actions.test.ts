import { readFileSync } from "node:fs";
import { actionKinds } from "@dokly/contract";
import { describe, expect, test } from "vitest";
import { outputShapeOf } from "../../packages/server/src/ai/kinds/kind-definition.ts";
import { kindDefinitions } from "../../packages/server/src/ai/kinds/kind-definitions.ts";
import { undosPerDay } from "../../packages/server/src/ai/undo/undo-action.ts";
import { undoMs } from "../../packages/server/src/ai/undo/undo-rule.ts";
import { variables } from "../../packages/server/src/configuration/variables.ts";

const page = readFileSync(new URL("../../docs/ai-actions.md", import.meta.url), "utf8");
const names: Readonly<Record<string, string>> = { tone: "change tone", grammar: "fix grammar" };

/** The row of a kind in the table of first lengths. */
function rowOf(kind: string): string {
  const table = page.slice(page.indexOf("| kind | shortest usual answer"));
  return table.split("\n").find((line) => line.startsWith(`| ${names[kind] ?? kind} |`)) ?? "";
}

describe("docs/ai-actions.md", () => {
  test.each(actionKinds)("tells the lengths that %s starts with", (kind) => {
    const definition = kindDefinitions[kind];
    const of = (language: "de" | "ja") => outputShapeOf(definition, { language, pages: 1 });
    const { low, cap } = of("de");
    const row = rowOf(kind).replaceAll(",", "");
    if (kind === "outline") expect(row).toContain(`${low.tokens} tokens for each page | ${cap.tokens - 60} for each`);
    else if (low.percent === 0) expect(row).toContain(`| ${low.tokens} tokens | ${cap.tokens} tokens |`);
    else expect(row).toMatch(new RegExp(`${low.percent} %.*${cap.percent} % \\+ ${cap.tokens}`));
    if (kind === "translate")
      expect(row).toMatch(new RegExp(`Japanese ${of("ja").low.percent} %.*${of("ja").cap.percent} %`));
  });

  test("tells the limits and the undo rule that are in force", () => {
    const { DOKLY_AI_RUNS_PER_MEMBER: runs, DOKLY_AI_STARTS_PER_MEMBER: starts } = variables;
    expect(page).toContain(`A member runs ${runs.fallback} actions at once and starts ${starts.fallback} in a minute`);
    const { DOKLY_AI_RUNS_PER_WORKSPACE: all, DOKLY_AI_STARTS_PER_WORKSPACE: allStarts } = variables;
    expect(page).toContain(`a workspace ${all.fallback} and ${allStarts.fallback}`);
    expect([undoMs, undosPerDay]).toEqual([600_000, 5]);
  });
});
