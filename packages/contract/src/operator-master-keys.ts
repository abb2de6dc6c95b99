import { z } from "zod";
import { operatorReason } from "./operator-refund.ts";

/** GET /operator/master-keys: which master keys own keys of workspaces are wrapped with. */
export const masterKeyStatus = z.object({
  /** The name of the one that wraps what is new; null: this Dokly has no master keys, and keeps no own keys. */
  primary: z.string().nullable(),
  masterKeys: z.array(
    z.object({
      name: z.string(),
      /** False: own keys need it, and the server that answers was started without it. */
      isInRing: z.boolean(),
      /** How many own keys it wraps. */
      ownKeys: z.number().int().nonnegative(),
    }),
  ),
});
export type MasterKeyStatus = z.infer<typeof masterKeyStatus>;

/** POST /operator/master-keys/rotate (Idempotency-Key): wraps every data key anew under the primary. */
export const rotateMasterKeysBody = z.strictObject({ reason: operatorReason });
export const masterKeysRotated = masterKeyStatus.extend({
  /** The act in the audit. */
  id: z.string(),
  rewrapped: z.number().int().nonnegative(),
  /** Own keys that no master key opens: their owners have to rotate or delete them. */
  damaged: z.array(z.object({ workspace: z.string(), id: z.string(), code: z.string() })),
});
export type MasterKeysRotated = z.infer<typeof masterKeysRotated>;
