import { readFileSync } from "node:fs";
import { alertThresholdsMax } from "@dokly/contract";
import { confirmationCredits, shippedCatalog } from "@dokly/credits";
import { expect, test } from "vitest";
import { undosPerDay } from "../../packages/server/src/ai/undo/undo-action.ts";
import { undoMs } from "../../packages/server/src/ai/undo/undo-rule.ts";
import { shippedSettings } from "../../packages/server/src/alerts/alert-store.ts";
import { runsPerMinute } from "../../packages/server/src/ledger/verification-pace.ts";
import { usage } from "../../packages/web/src/strings/en/usage.ts";

const page = readFileSync(new URL("../../docs/ai-credits.md", import.meta.url), "utf8");
/** As it is read, without where its lines break. */
const prose = page.replaceAll(/\s+/g, " ");

test("docs/ai-credits.md tells the credits of every plan as they are shipped", () => {
  for (const { name, monthlyCredits } of shippedCatalog.plans) {
    const told = monthlyCredits === null ? "as agreed" : Number(monthlyCredits).toLocaleString("en-US");
    expect(page).toContain(`| ${name} | ${told} |`);
  }
});

test("docs/ai-credits.md tells the numbers that are in force", () => {
  const [first, second] = shippedSettings.thresholds;
  expect(prose).toContain(`At ${first} % and at ${second} % spent an alert shows`);
  expect([alertThresholdsMax, runsPerMinute, undosPerDay, undoMs]).toEqual([5, 6, 5, 600_000]);
  expect(prose).toContain("up to five");
  expect(prose).toContain("pressed six times a minute");
  expect(prose).toContain("taken back for ten minutes, with its charge, five times a day");
  expect(prose).toContain(`From an upper number of ${confirmationCredits} credits on, you are asked first.`);
});

test("docs/ai-credits.md names each tag of the log as the log does", () => {
  const { running: _running, ...tags } = usage.log.tags;
  for (const tag of Object.values(tags)) expect(prose.toLowerCase()).toContain(`*${tag.toLowerCase()}*`);
});
