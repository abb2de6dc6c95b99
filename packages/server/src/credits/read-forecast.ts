import { type Balance, type Credits, type Forecast, forecastUsage, type WorkspaceId } from "@dokly/credits";
import { ProblemError } from "../http/problem-error.ts";

/** How many days back the pace is looked for. */
const paceDays = 30;

/** Refuses what is no name of a time zone with `validation-failed`. */
export function requireTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    const message = `"${timeZone}" is no time zone; use a name like Europe/Berlin`;
    throw new ProblemError("validation-failed", `timeZone: ${message}.`, { errors: [{ path: "timeZone", message }] });
  }
}

/** The one forecast of a workspace: whoever tells of its pace tells of this one. */
export async function readForecast(
  credits: Pick<Credits, "getBalance" | "getUsage">,
  { workspace, timeZone }: { readonly workspace: WorkspaceId; readonly timeZone: string },
): Promise<{ readonly balance: Balance; readonly forecast: Forecast }> {
  requireTimeZone(timeZone);
  const [balance, days] = await Promise.all([
    credits.getBalance({ workspace }),
    credits.getUsage({ workspace, days: paceDays, timeZone }),
  ]);
  return { balance, forecast: forecastUsage({ balance, days, now: balance.asOf, timeZone }) };
}
