import { hkdfSync } from "node:crypto";
import type { Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Mailer } from "../accounts/mailer.ts";
import type { PaymentSettings, ServerConfiguration } from "../configuration/server-configuration.ts";
import type { MemberStore } from "../members/member-store.ts";
import type { Services } from "../services.ts";
import { StartError } from "../start/start-error.ts";
import { startClockwork } from "./clockwork.ts";
import { createPayments } from "./create-payments.ts";
import type { PaymentProvider } from "./payment-provider.ts";
import { deliverWebhooks } from "./sandbox/deliver-webhooks.ts";
import { createSandboxProvider, type SandboxContext } from "./sandbox/sandbox-provider.ts";
import { createSandboxStore } from "./sandbox/sandbox-store.ts";
import { createStripeProvider } from "./stripe/stripe-provider.ts";

type Input = {
  readonly configuration: ServerConfiguration;
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly mailer: Mailer;
  readonly members: MemberStore;
  /** False where a test drives payments itself. */
  readonly isDriven: boolean;
};

/** Builds what takes money, by the configuration: Stripe, the sandbox, or nothing. */
export function openPayments(input: Input): Pick<Services, "payments" | "sandbox" | "clockwork"> {
  const { configuration, pool, credits, logger, now } = input;
  const { payments: settings, publicUrl, catalog } = configuration;
  if (settings.type === "none") return { payments: null, sandbox: null, clockwork: null };
  const sandbox = settings.type === "sandbox" ? openSandbox(input) : null;
  const provider =
    sandbox === null ? openStripe(settings, { currency: catalog.currency, logger }) : createSandboxProvider(sandbox);
  const mailAdmins = mailAdminsBy(input, publicUrl);
  const payments = createPayments({ provider, pool, credits, catalog, logger, now, mailAdmins });
  const deliver = sandbox === null ? async () => undefined : () => deliverWebhooks(sandbox, payments);
  const clockwork = input.isDriven ? startClockwork(payments, { logger, deliver }) : null;
  return { payments, sandbox, clockwork };
}

function openStripe(settings: PaymentSettings, more: { currency: string; logger: Logger }): PaymentProvider {
  if (settings.type !== "stripe") throw new StartError(`Nobody takes payments of type ${settings.type}.`);
  return createStripeProvider({ ...settings, ...more });
}

function openSandbox({ configuration, pool, now }: Input): SandboxContext {
  const { publicUrl, isProduction } = configuration;
  if (isProduction) throw new Error("the sandbox does not start in production");
  const secret = Buffer.from(hkdfSync("sha256", configuration.secret, "", "dokly:sandbox", 32)).toString("base64url");
  return { store: createSandboxStore({ pool, secret, now }), now, publicUrl, secret };
}

/** Mails go to the people who can pay. */
function mailAdminsBy({ pool, mailer, members }: Input, publicUrl: string) {
  return async (workspace: string, { subject, text }: { subject: string; text: string }): Promise<void> => {
    const { rows } = await pool.query<{ organization: string }>(
      "select organization_id as organization from dokly.workspaces where id = $1",
      [workspace],
    );
    const [row] = rows;
    if (row === undefined) return;
    const admins = (await members.list(row.organization)).filter(({ role }) => role === "owner" || role === "admin");
    const link = `${publicUrl}/w/${workspace}/settings/billing`;
    await Promise.all(admins.map(({ email }) => mailer.send({ to: email, subject, text: `${text}\n\n${link}` })));
  };
}
