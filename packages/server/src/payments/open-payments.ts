import { hkdfSync } from "node:crypto";
import type { Credits } from "@dokly/credits";
import type pg from "pg";
import type { Logger } from "pino";
import type { Mailer } from "../accounts/mailer.ts";
import type { PaymentSettings, ServerConfiguration } from "../configuration/server-configuration.ts";
import type { MemberRecord, MemberStore } from "../members/member-store.ts";
import type { Services } from "../services.ts";
import { StartError } from "../start/start-error.ts";
import { noTracing, type Tracing } from "../tracing/tracing.ts";
import { startClockwork } from "./clockwork.ts";
import { createPayments } from "./create-payments.ts";
import type { PaymentProvider } from "./payment-provider.ts";
import { deliverWebhooks } from "./sandbox/deliver-webhooks.ts";
import { createSandboxProvider, type SandboxContext } from "./sandbox/sandbox-provider.ts";
import { createSandboxStore } from "./sandbox/sandbox-store.ts";
import { createStripeProvider } from "./stripe/stripe-provider.ts";

type Mail = { readonly subject: string; readonly text: string };

type Input = {
  readonly configuration: ServerConfiguration;
  readonly pool: pg.Pool;
  readonly credits: Credits;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly mailer: Mailer;
  readonly members: MemberStore;
  readonly tracing?: Tracing;
  /** False where a test drives payments itself. */
  readonly isDriven: boolean;
};

/** Builds what takes money, by the configuration: Stripe, the sandbox, or nothing. */
export function openPayments(input: Input): Pick<Services, "payments" | "sandbox" | "clockwork"> {
  const { configuration, pool, credits, logger, tracing = noTracing, now } = input;
  const { payments: settings, publicUrl, catalog } = configuration;
  if (settings.type === "none") return { payments: null, sandbox: null, clockwork: null };
  const sandbox = settings.type === "sandbox" ? openSandbox(input) : null;
  const provider =
    sandbox === null ? openStripe(settings, { currency: catalog.currency, logger }) : createSandboxProvider(sandbox);
  const mails = mailsBy(input, publicUrl);
  const payments = createPayments({ provider, pool, credits, catalog, logger, tracing, now, ...mails });
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

/** Mails to people of a workspace. Never fails: what it tells of stands already, and shows in the app. */
function mailsBy({ pool, mailer, members, logger }: Input, publicUrl: string) {
  const mail = async (workspace: string, { subject, text }: Mail, choose: (member: MemberRecord) => boolean) => {
    const { rows } = await pool.query<{ organization: string }>(
      "select organization_id as organization from dokly.workspaces where id = $1",
      [workspace],
    );
    const [row] = rows;
    if (row === undefined) return;
    const chosen = (await members.list(row.organization)).filter(choose);
    await Promise.all(chosen.map(({ email }) => mailer.send({ to: email, subject, text })));
  };
  const mailSafely = async (...told: Parameters<typeof mail>): Promise<void> => {
    const [workspace] = told;
    if (!mailer.isConfigured) return;
    await mail(...told).catch((error: unknown) =>
      logger.warn({ err: error, workspace }, "nobody could be told by mail"),
    );
  };
  const withLink = ({ subject, text }: Mail, path: string): Mail => ({
    subject,
    text: `${text}\n\n${publicUrl}${path}`,
  });
  return {
    mailAdmins: async (workspace: string, told: Mail): Promise<void> => {
      const isPayer = ({ role }: MemberRecord): boolean => role === "owner" || role === "admin";
      await mailSafely(workspace, withLink(told, `/w/${workspace}/settings/billing`), isPayer);
    },
    mailMember: async (workspace: string, member: string, told: Mail): Promise<void> => {
      await mailSafely(workspace, withLink(told, `/w/${workspace}`), ({ id }) => id === member);
    },
  };
}
