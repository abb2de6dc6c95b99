import { createHmac } from "node:crypto";
import type { BetterAuthPlugin, GenericEndpointContext } from "better-auth";
import { createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import { symmetricDecrypt } from "better-auth/crypto";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";

const path = "/two-factor/verify-totp";
const periodMs = 30_000;
const digits = 6;
/** As better-auth does, for clocks that go half a minute wrong; and one more, which it takes a moment later. */
const stepsAround = [-1, 0, 1, 2] as const;
/** Stands in the place of a code that was used: no authenticator shows it, so that it counts as a wrong one. */
const usedCode = "used";

/**
 * Lets each code of an authenticator count once (RFC 6238, 5.2): the time step of the last one that was taken is kept
 * with the person, and no code of that step or of an earlier one is taken again. Of two uses at the same moment the
 * database lets one through, whichever processes they reach.
 */
export function codeOnce(database: Kysely<Tables>): BetterAuthPlugin {
  return {
    id: "code-once",
    hooks: {
      before: [
        {
          matcher: (context) => context.path === path,
          handler: createAuthMiddleware(async (context) => {
            const code: unknown = context.body?.code;
            if (typeof code !== "string") return;
            const step = await findStep(context, database, code);
            if (step === null || (await claimStep(database, step))) return;
            return { context: { body: { ...context.body, code: usedCode } } };
          }),
        },
      ],
    },
  };
}

type Step = { readonly person: string; readonly step: number };

/** Whose code it is, and of which time step; null where it is nobody's, which better-auth finds out by itself. */
async function findStep(context: GenericEndpointContext, database: Kysely<Tables>, code: string): Promise<Step | null> {
  const person = await personOf(context);
  if (person === null) return null;
  const factor = await database
    .selectFrom("secondFactors")
    .select("secret")
    .where("userId", "=", person)
    .executeTakeFirst();
  if (factor === undefined) return null;
  const secret = await symmetricDecrypt({ key: context.context.secretConfig, data: factor.secret });
  const now = Math.floor(Date.now() / periodMs);
  const step = stepsAround.map((around) => now + around).find((one) => codeOf(secret, one) === code);
  return step === undefined ? null : { person, step };
}

/** Who is signed in, or who has given the password and is asked for the code now: in better-auth's own order. */
async function personOf(context: GenericEndpointContext): Promise<string | null> {
  const session = await getSessionFromCtx(context, { disableRefresh: true });
  if (session !== null) return session.user.id;
  const cookie = context.context.createAuthCookie("two_factor");
  const identifier = await context.getSignedCookie(cookie.name, context.context.secret);
  if (typeof identifier !== "string") return null;
  return (await context.context.internalAdapter.findVerificationValue(identifier))?.value ?? null;
}

/** One statement: of several that claim a step, one changes the row, and the others see what it wrote. */
async function claimStep(database: Kysely<Tables>, { person, step }: Step): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("secondFactors")
    .set({ lastStep: step })
    .where("userId", "=", person)
    .where(sql<boolean>`(last_step is null or last_step < ${step})`)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, "0");
}
