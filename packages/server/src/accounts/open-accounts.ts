import { hkdfSync } from "node:crypto";
import type { Credits } from "@dokly/credits";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { ServerConfiguration } from "../configuration/server-configuration.ts";
import type { Tables } from "../tables.ts";
import { createWorkspaceStore } from "../workspaces/workspace-store.ts";
import { createArrival } from "./arrival.ts";
import { createAuth } from "./auth.ts";
import { createFreeCredits } from "./free-credits.ts";
import type { Mailer } from "./mailer.ts";
import { createPasswordReset } from "./password-reset.ts";

/** People's sign-ins, and the workspaces that they come to. */
export function openAccounts(deps: {
  readonly configuration: ServerConfiguration;
  readonly database: Kysely<Tables>;
  readonly credits: Credits;
  readonly mailer: Mailer;
  readonly logger: Logger;
}) {
  const { configuration, database, credits, mailer, logger } = deps;
  const { publicUrl, allowedOrigins, secret, signUp, sessionDaysMax } = configuration;
  const freeCredits = createFreeCredits({ database, rule: configuration.freeCredits });
  const workspaces = createWorkspaceStore({ database, credits, freeCredits });
  const auth = createAuth({
    settings: { publicUrl, trustedOrigins: allowedOrigins, secret: derivedSecret(secret, "sessions"), sessionDaysMax },
    database,
    logger,
    sendPasswordReset: createPasswordReset({ mailer, publicUrl }),
    ...createArrival({ freeCredits, mailer, workspaces, signUp }),
  });
  return { auth, freeCredits, workspaces };
}

function derivedSecret(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync("sha256", secret, "", `dokly:${purpose}`, 32)).toString("base64url");
}
