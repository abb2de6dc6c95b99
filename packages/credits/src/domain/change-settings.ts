import type { Account, Book } from "./book.ts";
import { changeAccount } from "./change-book.ts";

/** Changes what people decide about a workspace. */
export function changeSettings(
  book: Book,
  change: Partial<
    Pick<Account, "plan" | "monthlyCredits" | "pending" | "trialDays" | "unpaid" | "isSuspended" | "hasLimits">
  >,
): void {
  changeAccount(book, change);
  book.changes.hasSettings = true;
}
