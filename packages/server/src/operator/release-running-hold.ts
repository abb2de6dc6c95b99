import type { RunningHoldReleased } from "@dokly/contract";
import type { Credits, WorkspaceId } from "@dokly/credits";

/** What an operator's release makes of an action. */
const failure = { code: "released-by-operator", message: "The operator of this Dokly returned what it held." };

/** Returns a whole hold, by an act that is in the audit already. One that has ended stays as it ended. */
export async function releaseRunningHold(
  engine: Pick<Credits, "releaseHold">,
  release: { readonly id: string; readonly workspace: WorkspaceId; readonly hold: string; readonly actor: string },
): Promise<RunningHoldReleased> {
  const { id, workspace, hold, actor } = release;
  const ended = await engine.releaseHold({ workspace, hold, status: "failed", failure, actor });
  const { state, charged, returned, available } = ended;
  return {
    id,
    hold,
    state,
    charged: Number(charged),
    returned: Number(returned),
    available: Number(available),
  };
}
