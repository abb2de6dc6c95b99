import { z } from "zod";
import { instant } from "./primitives.ts";

/** One sign-in of a person on one device. */
export const signInSession = z.object({
  id: z.string(),
  /** The one that asks. */
  isCurrent: z.boolean(),
  signedInAt: instant,
  /** At most a day old: a session that is used is prolonged once a day. */
  lastUsedAt: instant,
  endsAt: instant,
  /** Null: not known. */
  address: z.string().nullable(),
  /** What the browser or program says it is; null: nothing. */
  userAgent: z.string().nullable(),
});
export type SignInSession = z.infer<typeof signInSession>;

/** GET /me/security */
export const accountSecurity = z.object({
  hasSecondFactor: z.boolean(),
  /** The newest first, the current one before all. */
  sessions: z.array(signInSession),
});
export type AccountSecurity = z.infer<typeof accountSecurity>;
