import type { Kysely } from "kysely";
import { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import type { Tables } from "../tables.ts";
import { passwordLengthMax, passwordLengthMin } from "./auth.ts";
import { type GuessableBecause, whyGuessable } from "./guessable-password.ts";

/** Whose password is set, as far as the request tells. */
type PasswordOwner = { readonly name: string; readonly email: string };

const productWords = ["dokly"];

const reasons: Readonly<Record<GuessableBecause, string>> = {
  common: "It is one that many people have, and that stands in lists of leaked passwords",
  decorated: "Without what stands before or behind it, it is one of those that stand in lists of leaked passwords",
  repeated: "It is the same few characters again and again",
  walk: "It goes along the keys, the alphabet or the digits",
  "about-you": "It is little more than the name of this product, or your own name or e-mail address",
};

const allowed =
  "Take one that nobody guesses, as four words that have nothing to do with each other, or what a password manager " +
  "draws: 10 to 256 characters, whichever you like.";

/**
 * Refuses a new password that is guessed early, offline: nothing of it leaves this server.
 * @throws ProblemError `validation-failed`, which says why and what is allowed
 */
async function refuseGuessable(password: string, owner: PasswordOwner | null): Promise<void> {
  const about = [...productWords, ...(owner === null ? [] : wordsOf(owner))];
  const because = whyGuessable(password, { common: await readCommon(), about });
  if (because !== null)
    throw new ProblemError("validation-failed", `This password is guessed early. ${reasons[because]}. ${allowed}`);
}

function wordsOf({ name, email }: PasswordOwner): readonly string[] {
  const [local = "", host = ""] = email.split("@");
  return [email, local, host, ...local.split(/[^\p{L}\p{N}]+/u), ...host.split("."), name, ...name.split(/\s+/u)];
}

let common: Promise<ReadonlySet<string>> | null = null;

/** Some 49,000 passwords; read when the first one is set. */
function readCommon(): Promise<ReadonlySet<string>> {
  common ??= import("./common-passwords.ts").then(({ commonPasswords }) => commonPasswords);
  return common;
}

/** Of another length it is refused for that. */
const ofAllowedLength = z.string().min(passwordLengthMin).max(passwordLengthMax);
const signUp = z.object({ password: ofAllowedLength, name: z.string(), email: z.string() });
const change = z.object({ newPassword: ofAllowedLength });
const reset = z.object({ newPassword: ofAllowedLength, token: z.string() });

/** Looks at the request that sets a password, if it is one; what is no such request is somebody else's to refuse. */
export async function refuseGuessableIn(
  path: string,
  body: unknown,
  find: { readonly signedIn: () => Promise<PasswordOwner | null>; readonly database: Kysely<Tables> },
): Promise<void> {
  if (path === "/sign-up/email") {
    const parsed = signUp.safeParse(body);
    if (parsed.success) await refuseGuessable(parsed.data.password, parsed.data);
  }
  if (path === "/change-password") {
    const parsed = change.safeParse(body);
    if (parsed.success) await refuseGuessable(parsed.data.newPassword, await find.signedIn());
  }
  if (path === "/reset-password") {
    const parsed = reset.safeParse(body);
    if (parsed.success) await refuseGuessable(parsed.data.newPassword, await ownerOf(find.database, parsed.data.token));
  }
}

async function ownerOf(database: Kysely<Tables>, token: string): Promise<PasswordOwner | null> {
  const owner = await database
    .selectFrom("verifications")
    .innerJoin("people", "people.id", "verifications.value")
    .select(["people.name", "people.email"])
    .where("identifier", "=", `reset-password:${token}`)
    .executeTakeFirst();
  return owner ?? null;
}
