import type { AutoTopUp } from "@dokly/contract";
import { readCredits } from "../top-up/order.ts";

/** The settings of auto top-up as they stand in the form. */
export type AutoTopUpDraft = {
  readonly isOn: boolean;
  readonly belowCredits: string | number;
  readonly credits: string | number;
  readonly timesPerPeriodMax: string | number;
};

export type AutoTopUpSettings = Pick<AutoTopUp, "isOn" | "belowCredits" | "credits" | "timesPerPeriodMax">;

const timesMax = 100;

/** What the form starts with. Where nothing was ever set, it suggests a small pack, seldom. */
export const draftOf = ({ isOn, belowCredits, credits, timesPerPeriodMax }: AutoTopUp): AutoTopUpDraft => ({
  isOn,
  belowCredits: belowCredits || 100,
  credits: credits || 500,
  timesPerPeriodMax: timesPerPeriodMax || 3,
});

/** Reads how many times a period: a whole number from 1 to 100; null where it is none. */
export function readTimes(text: string | number): number | null {
  const times = readCredits(text);
  return times !== null && times <= timesMax ? times : null;
}

/** The settings that a form stands for; null where a field can not be read. */
export function settingsOf(draft: AutoTopUpDraft): AutoTopUpSettings | null {
  const [belowCredits, credits] = [readCredits(draft.belowCredits), readCredits(draft.credits)];
  const timesPerPeriodMax = readTimes(draft.timesPerPeriodMax);
  if (belowCredits === null || credits === null || timesPerPeriodMax === null) return null;
  return { isOn: draft.isOn, belowCredits, credits, timesPerPeriodMax };
}

/** Whether saving would change anything. */
export const isChanged = (settings: AutoTopUpSettings, saved: AutoTopUp): boolean =>
  settings.isOn !== saved.isOn ||
  settings.belowCredits !== saved.belowCredits ||
  settings.credits !== saved.credits ||
  settings.timesPerPeriodMax !== saved.timesPerPeriodMax;
