import { randomUUID } from "node:crypto";
import { type Credits, isCreditsError, type WorkspaceId } from "@dokly/credits";

/** Left in the bucket: too few for nearly every action, and not nothing. */
const creditsLeft = 1n;
const deadlineMs = 60_000;
/** Others may take credits at the same time; what is there is read anew each time. */
const triesMax = 5;

/** How actions of the demo bar are called in the log. */
const kind = "demo-bar";

/** Whose bucket, who presses, and how the ledger names them. */
type By = { readonly workspace: WorkspaceId; readonly member: string; readonly actor: string };

export type Emptied = { readonly taken: bigint; readonly available: bigint; readonly held: bigint };

/**
 * Charges a workspace what it has, but for one credit, as an action that the log shows: held, then settled. What
 * running actions hold stays theirs. Twice in a row takes nothing the second time.
 * @throws CreditsError `workspace-suspended`, `limit-reached`; `insufficient-credits` where others take faster
 */
export async function emptyBucket(credits: Credits, by: By): Promise<Emptied> {
  const { workspace } = by;
  for (let tries = 1; ; tries += 1) {
    const { available, held } = await credits.getBalance({ workspace });
    if (available <= creditsLeft) return { taken: 0n, available, held };
    try {
      return await charge(credits, by, available - creditsLeft);
    } catch (error) {
      if (tries === triesMax || !isCreditsError(error, "insufficient-credits")) throw error;
    }
  }
}

async function charge(credits: Credits, { workspace, member, actor }: By, amount: bigint): Promise<Emptied> {
  const key = `demo-bar:${randomUUID()}`;
  const { hold } = await credits.placeHold({
    workspace,
    key,
    fingerprint: key,
    credits: amount,
    deadlineMs,
    action: { kind, member, document: null, model: null, estimate: null, group: null, isDemo: true },
    actor,
  });
  const end = { charge: { credits: amount }, status: "succeeded", actor } as const;
  const { charged } = await credits.settleHold({ workspace, hold, ...end });
  const { available, held } = await credits.getBalance({ workspace });
  return { taken: charged, available, held };
}
