import type { Logger } from "pino";
import { ProblemError } from "../http/problem-error.ts";
import { SecretUnreadable } from "./key-wrapper.ts";

/**
 * What a person is told where a key can not be encrypted or decrypted. Why is the operator's to know, from the log.
 * @throws ProblemError `master-key-unavailable`, or `own-key-state` where the stored key itself is damaged
 */
export async function toldUnreadable<Result>(
  { logger }: { readonly logger: Logger },
  work: Promise<Result>,
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    logger.error({ err: error }, "own keys can not be encrypted or decrypted");
    if (error.isDamage)
      throw new ProblemError("own-key-state", "This key can not be decrypted any more. Rotate it, or delete it.");
    throw new ProblemError(
      "master-key-unavailable",
      error.isTemporary
        ? "The service that keeps the master keys does not answer just now. Nothing was changed; try again in a moment."
        : "The master keys can not be used here. Nothing was changed; whoever runs this Dokly has to look at it.",
    );
  }
}
