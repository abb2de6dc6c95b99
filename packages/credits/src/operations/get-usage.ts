import type { Engine } from "../batch/run-batch.ts";
import { calendarOf, earliestSlot, summarizeUsage } from "../domain/usage.ts";
import type { UsageDay } from "../log-types.ts";
import { ask } from "../store/statement.ts";
import { selectUsage } from "../store/usage-slots.ts";
import type { WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkText, checkWholeNumber } from "./check-input.ts";
import { askBook } from "./question.ts";

export type GetUsage = {
  readonly workspace: WorkspaceId;
  readonly days: number;
  readonly timeZone: string;
  readonly member?: string;
};

/** What each of the last days cost, in the days of a time zone. */
export async function getUsage(engine: Engine, input: GetUsage): Promise<readonly UsageDay[]> {
  const workspace = checkWorkspace(input.workspace);
  const days = checkWholeNumber(input.days, "days", { least: 1, most: 366 });
  const timeZone = checkText(input.timeZone, "timeZone");
  calendarOf(timeZone);
  const member = input.member === undefined ? null : checkText(input.member, "member");
  return askBook(engine, workspace, async ({ now }, session) => {
    const slots = await ask(session, selectUsage(engine.sql, { workspace, from: earliestSlot(now, days), member }));
    return summarizeUsage(slots, { now, days, timeZone });
  });
}
