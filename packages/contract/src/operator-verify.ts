import { z } from "zod";
import { workspaceId } from "./primitives.ts";

/** POST /operator/verify: every sum of one workspace, or of all, worked out again from the transfers. */
export const operatorVerifyBody = z.strictObject({ workspace: workspaceId.optional() });

const count = z.number().int().min(0);
export const operatorVerification = z.object({
  ok: z.boolean(),
  checked: z.object({ workspaces: count, transfers: count, lots: count, holds: count }),
  /** At most 1,000 of a workspace, the first bad row first. */
  differences: z.array(z.object({ workspace: workspaceId, what: z.string(), expected: z.string(), found: z.string() })),
});
export type OperatorVerification = z.infer<typeof operatorVerification>;
