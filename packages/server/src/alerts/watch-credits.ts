import type { Credits, WorkspaceId } from "@dokly/credits";

/** Says that a workspace may have spent a larger part of its credits, with what is available if that is known. */
export type OnSpent = (workspace: WorkspaceId, available: bigint | null) => void;

/** The same engine, telling what makes the spent part of a period's credits larger: a charge, or fewer credits. */
export function watchCredits(credits: Credits, onSpent: OnSpent): Credits {
  return {
    ...credits,
    settleHold: async (input) => {
      const ended = await credits.settleHold(input);
      if (!ended.isReplay && ended.charged > 0n) onSpent(input.workspace, ended.available);
      return ended;
    },
    reverseGrant: async (input) => {
      const reversed = await credits.reverseGrant(input);
      onSpent(input.workspace, null);
      return reversed;
    },
    setUnpaid: async (input) => {
      const state = await credits.setUnpaid(input);
      onSpent(input.workspace, null);
      return state;
    },
  };
}
