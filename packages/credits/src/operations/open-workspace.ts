import { checkCredits } from "../domain/amount.ts";
import { summarizeBalance } from "../domain/balance.ts";
import type { Catalog } from "../domain/catalog.ts";
import { CreditsError } from "../domain/errors.ts";
import { workspaceNumberOf } from "../domain/workspace-id.ts";
import type { AccountOpening } from "../store/open-accounts.ts";
import type { Balance, OpenWorkspace } from "../types.ts";
import { checkBoolean } from "./check-boolean.ts";
import { checkInstant, checkOneOf, checkText } from "./check-input.ts";
import type { Command } from "./command.ts";

/** The row that `openWorkspace` inserts where there is none; fails at once where the input can not be right. */
export function openingOf(input: OpenWorkspace, catalog: Catalog): AccountOpening {
  const externalId = checkText(input.externalId, "externalId");
  checkText(input.actor, "actor");
  const plan = checkOneOf(
    input.plan,
    "plan",
    catalog.plans.map(({ name }) => name),
  );
  const anchor = input.anchor === undefined ? null : checkInstant(input.anchor, "anchor");
  const hasTrial = input.hasTrial === undefined ? false : checkBoolean(input.hasTrial, "hasTrial");
  if (hasTrial && anchor !== null) {
    const allowed = "none with hasTrial: the trial's end is the anchor";
    throw new CreditsError("invalid-argument", { what: "anchor", value: anchor.toISOString(), allowed });
  }
  const monthlyCredits =
    input.monthlyCredits === undefined ? null : checkCredits(input.monthlyCredits, "monthlyCredits", 0n);
  if (hasTrial && monthlyCredits !== null) {
    const allowed = "none with hasTrial: the trial grants its plan's number";
    throw new CreditsError("invalid-argument", { what: "monthlyCredits", value: `${monthlyCredits}`, allowed });
  }
  const workspace = workspaceNumberOf(externalId);
  if (!hasTrial || !catalog.trial) return { workspace, externalId, plan, anchor, monthlyCredits, trial: null };
  const { plan: tried, days } = catalog.trial;
  return { workspace, externalId, plan: tried, anchor: null, monthlyCredits: null, trial: { days, next: plan } };
}

/** Opens the first period, or the current one, of a workspace whose row is there. */
export function openWorkspaceCommand({ workspace, externalId }: AccountOpening): Command<Balance> {
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: null,
    rows: 3,
    plan: (book, { catalog }) => {
      if (book.account.externalId !== externalId) throw new CreditsError("workspace-collision", { externalId });
      return summarizeBalance(book, catalog);
    },
  };
}
