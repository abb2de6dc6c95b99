import type { Kysely, Transaction } from "kysely";
import { ProblemError } from "../http/problem-error.ts";
import type { Tables } from "../tables.ts";
import { emailKeyOf } from "./email-key.ts";

/** Who makes a workspace. */
export type Founder = { readonly id: string; readonly email: string };

/** Decides which workspaces begin with free credits. */
export type FreeCredits = {
  /** Whether an address has to be verified before a workspace is made. */
  readonly needsVerifiedEmail: boolean;
  /** Refuses with `email-not-verified` where it is not. */
  requireVerified(personId: string): Promise<void>;
  /** Takes the free credits of an address for a workspace; false where it had them before. */
  claim(transaction: Transaction<Tables>, founder: Founder, workspace: string): Promise<boolean>;
};

/** With `verified-email` each mailbox gets free credits once; with `every-workspace` nothing is asked. */
export function createFreeCredits({
  database,
  rule,
}: {
  readonly database: Kysely<Tables>;
  readonly rule: "verified-email" | "every-workspace";
}): FreeCredits {
  const needsVerifiedEmail = rule === "verified-email";
  return {
    needsVerifiedEmail,
    requireVerified: async (personId) => {
      if (!needsVerifiedEmail) return;
      const person = await database
        .selectFrom("people")
        .select("emailVerified")
        .where("id", "=", personId)
        .executeTakeFirst();
      if (person?.emailVerified === true) return;
      throw new ProblemError(
        "email-not-verified",
        "Open the link that was mailed to you first. It is valid for an hour; POST /api/auth/send-verification-email " +
          "sends another one.",
      );
    },
    claim: async (transaction, founder, workspace) => {
      if (!needsVerifiedEmail) return true;
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto("freeCredits")
        .values({ emailKey: emailKeyOf(founder.email), workspaceId: workspace })
        .onConflict((conflict) => conflict.column("emailKey").doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}
