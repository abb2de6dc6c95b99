import { type BetterAuthOptions, betterAuth, type GenericEndpointContext } from "better-auth";
import { isAPIError } from "better-auth/api";
import { createAccessControl } from "better-auth/plugins/access";
import { organization } from "better-auth/plugins/organization";
import { defaultStatements } from "better-auth/plugins/organization/access";
import { twoFactor } from "better-auth/plugins/two-factor";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../tables.ts";
import type { Arrival } from "./arrival.ts";
import { codeOnce } from "./code-once.ts";
import { resetSeconds, type SendPasswordReset } from "./password-reset.ts";

/** Of a password, in characters. */
export const passwordLengthMin = 10;
export const passwordLengthMax = 256;
const daySeconds = 24 * 60 * 60;
/** Without use. One that is used is prolonged, once a day, up to `sessionDaysMax` after its sign-in. */
const sessionDays = 14;
const verificationSeconds = 60 * 60;

/** Carries the client's address to better-auth; whatever a client sends under this name is overwritten. */
export const clientAddressHeader = "x-dokly-client-address";

export type AuthSettings = {
  readonly publicUrl: string;
  readonly trustedOrigins: readonly string[];
  readonly secret: string;
  /** How long a session lives at most, however much it is used. */
  readonly sessionDaysMax: number;
};

/** A person who has just signed up. */
export type NewPerson = { readonly id: string; readonly name: string; readonly email: string };

/** better-auth as Dokly uses it: e-mail and password, cookie sessions, organizations as workspaces. */
export function createAuth(
  input: {
    settings: AuthSettings;
    database: Kysely<Tables>;
    logger: Logger;
    sendPasswordReset: SendPasswordReset;
  } & Arrival,
) {
  return betterAuth(authOptions(input));
}
export type Auth = ReturnType<typeof createAuth>;

function authOptions(input: Parameters<typeof createAuth>[0]) {
  const { settings, database, logger, onSignedUp, sendVerification, onVerified, sendPasswordReset } = input;
  return {
    appName: "Dokly",
    baseURL: settings.publicUrl,
    basePath: "/api/auth",
    secret: settings.secret,
    trustedOrigins: [...settings.trustedOrigins],
    telemetry: { enabled: false },
    database: { db: database, type: "postgres", transaction: true },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordLengthMin,
      maxPasswordLength: passwordLengthMax,
      resetPasswordTokenExpiresIn: resetSeconds,
      revokeSessionsOnPasswordReset: true,
      ...(sendPasswordReset !== null && {
        sendResetPassword: async ({ user, token }) => await sendPasswordReset(user, token),
      }),
    },
    ...(sendVerification !== null && {
      emailVerification: {
        sendOnSignUp: true,
        expiresIn: verificationSeconds,
        sendVerificationEmail: async ({ user, url }) => await sendVerification(user, url),
        afterEmailVerification: async (user) => await onVerified(user),
      },
    }),
    user: { modelName: "people" },
    account: { modelName: "signIns" },
    verification: { modelName: "verifications" },
    session: {
      modelName: "sessions",
      expiresIn: Math.min(sessionDays, settings.sessionDaysMax) * daySeconds,
      updateAge: daySeconds,
    },
    rateLimit: {
      enabled: true,
      storage: "database",
      modelName: "rateLimits",
      window: 60,
      max: 120,
      customRules: attemptsMax,
    },
    advanced: {
      cookiePrefix: "dokly",
      useSecureCookies: settings.publicUrl.startsWith("https:"),
      // better-auth leaves it out where NODE_ENV is test or TEST is set, and would redirect to anywhere then.
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    // better-auth writes what failed, with the e-mail in it; our own request log says all that is needed.
    logger: {
      level: "warn",
      log: (level, message) => logger[level === "error" ? "error" : "warn"]({ from: "auth" }, message),
    },
    onAPIError: { onError: (error) => noteFailure(logger, error) },
    databaseHooks: {
      user: { create: { after: async (person) => onSignedUp(person) } },
      session: { update: { before: async (changed, context) => endInTime(changed, context, settings.sessionDaysMax) } },
    },
    plugins: [
      organization({ ac: workspaceAccess, roles: workspaceRoles, creatorRole: "owner", schema: organizationTables }),
      twoFactor({ issuer: "Dokly", schema: { twoFactor: { modelName: "secondFactors" } } }),
      codeOnce(database),
    ],
  } satisfies BetterAuthOptions;
}

/** Instead of better-auth's own lines, which are no JSON. What it refuses has a sentence; the rest is a fault. */
function noteFailure(logger: Logger, error: unknown): void {
  if (isAPIError(error)) logger.warn({ from: "auth" }, error.message);
  else logger.error({ from: "auth", err: error }, "a request about an account failed");
}

/** How often an address may try, in so many seconds; docs/security.md tells them. */
const attemptsMax = {
  "/sign-in/email": { window: 60, max: 20 },
  "/sign-up/email": { window: 60 * 60, max: 20 },
  "/change-password": { window: 60, max: 5 },
  "/request-password-reset": { window: 60 * 60, max: 10 },
  "/reset-password": { window: 60 * 60, max: 10 },
  "/send-verification-email": { window: 60 * 60, max: 10 },
};

/** A session that is prolonged: never beyond its longest life. */
function endInTime(
  changed: { readonly expiresAt?: unknown },
  context: GenericEndpointContext | null | undefined,
  sessionDaysMax: number,
) {
  const session = context?.context.session?.session;
  if (!(changed.expiresAt instanceof Date) || session === undefined) return;
  const lastMs = session.createdAt.getTime() + sessionDaysMax * daySeconds * 1_000;
  return { data: { ...changed, expiresAt: new Date(Math.min(changed.expiresAt.getTime(), lastMs)) } };
}

const organizationTables = {
  organization: { modelName: "organizations" },
  member: { modelName: "members" },
  invitation: { modelName: "invitations" },
};

const workspaceAccess = createAccessControl(defaultStatements);
const workspaceRoles = {
  owner: workspaceAccess.newRole({
    organization: ["update", "delete"],
    member: ["create", "update", "delete"],
    invitation: ["create", "cancel"],
  }),
  admin: workspaceAccess.newRole({ member: ["create", "update", "delete"], invitation: ["create", "cancel"] }),
  editor: workspaceAccess.newRole({}),
  viewer: workspaceAccess.newRole({}),
};
