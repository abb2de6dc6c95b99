import type { ReportAnswer } from "@dokly/contract";
import { formatDate } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

const words = strings.reports.answer;

/** What an operator's answer came to, in a sentence or two, without their own words. */
export function answerSentence(
  { credits, goodwill, goodwillUntil }: Pick<ReportAnswer, "credits" | "goodwill" | "goodwillUntil">,
  charged: number,
): string {
  if (credits === 0) return charged === 0 ? words.declinedFree : words.declined;
  const given = words.refunded(credits);
  if (goodwill === 0) return given;
  return `${given} ${words.goodwill(goodwill, goodwillUntil === null ? null : formatDate(goodwillUntil))}`;
}
