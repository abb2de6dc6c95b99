import { userInfo } from "node:os";
import { operatorReason } from "@dokly/contract";
import type { OperatorDoer } from "../operator/operator-audit.ts";
import { UsageError } from "./command-line.ts";

/** Who acts on the command line, as the operators' audit names them: the account of the machine. */
export function commandLineDoer(): OperatorDoer {
  const { username } = userInfo();
  return {
    actor: `command-line:${username}`,
    name: username,
    origin: "command-line",
    address: null,
    requestId: null,
  };
}

/** The options that every act has. */
export const actOptions = {
  json: { type: "boolean" },
  reason: { type: "string" },
  key: { type: "string" },
  yes: { type: "boolean" },
} as const;

/** The lines of help about them. */
export const actHelp = `  --reason   why, in 3 to 1,000 characters; it is kept in the operators' audit
  --key      a word of your own: sent again with the same, it is the same act and is done once
  --yes      without being asked`;

/**
 * Why it is done.
 * @throws UsageError where nobody says
 */
export function requireReason(reason: string | undefined): string {
  const parsed = operatorReason.safeParse(reason);
  if (parsed.success) return parsed.data;
  throw new UsageError("--reason is missing or too short; allowed: 3 to 1,000 characters, as it is kept in the audit.");
}

/**
 * A whole number of credits of 1 or more.
 * @throws UsageError
 */
export function requireCredits(text: string): number {
  const credits = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (credits >= 1 && credits <= 1_000_000_000) return credits;
  throw new UsageError(`--credits is "${text}"; allowed: a whole number from 1 to 1,000,000,000.`);
}
