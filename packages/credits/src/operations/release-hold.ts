import type { EndedHold, ReleaseHold } from "../types.ts";
import { checkObject, checkOneOf, checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { endCommand } from "./end-of-hold.ts";

/** The command of `releaseHold`; fails at once where the input can not be right. */
export function releaseHoldCommand(input: ReleaseHold): Command<EndedHold> {
  const status = checkOneOf(input.status, "status", ["failed", "cancelled"]);
  const { failure } = input;
  if (failure !== null) {
    checkObject(failure, "failure");
    checkText(failure.code, "failure.code", 128);
    checkText(failure.message, "failure.message", 4_096);
  }
  return endCommand("release", input, {
    asked: [status, failure],
    decide: () => ({
      state: "released",
      charge: 0n,
      nanoDollars: 0n,
      action: { status, failure, requestId: input.requestId ?? null, usage: null },
    }),
  });
}
