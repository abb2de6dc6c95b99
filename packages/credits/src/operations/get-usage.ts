import type { Engine } from "../batch/run-batch.ts";
import { calendarDays, calendarOf, summarizeUsage } from "../domain/usage.ts";
import type { UsageDay } from "../log-types.ts";
import { selectDaySums } from "../store/day-sums.ts";
import { askAll } from "../store/statement.ts";
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
  const dateOf = calendarOf(timeZone);
  const member = input.member === undefined ? null : checkText(input.member, "member");
  return askBook(engine, workspace, async ({ account, now }, session) => {
    const calendar = calendarDays(dateOf, { now, days });
    const first = calendar[0]?.from ?? now;
    const summed = member === null ? account.summed : null;
    const from = summed !== null && summed.until > first ? summed.until : first;
    const [sums, slots] = await askAll(session, [
      summed && selectDaySums(engine.sql, { workspace, days: calendar }),
      selectUsage(engine.sql, { workspace, from, member }),
    ]);
    return summarizeUsage([...sums, ...slots], calendar);
  });
}
