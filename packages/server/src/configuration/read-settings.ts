import { resolve } from "node:path";
import { readCatalogFile } from "./catalog-file.ts";
import { ConfigurationError } from "./configuration-error.ts";
import type { PaymentSettings, ServerConfiguration } from "./server-configuration.ts";
import { readVariables, type VariableValues } from "./variables.ts";

/** Everything that can be known before the data folder is opened and a port is bound. */
export type Settings = Omit<ServerConfiguration, "secret" | "publicUrl" | "allowedOrigins"> & {
  /** Null: drawn at the first start and kept in the data folder. */
  readonly secret: string | null;
  readonly publicUrl: string | null;
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Null: the engine's tables are in the same database. */
  readonly creditsDatabaseUrl: string | null;
  /** The master keys of own keys, as text or as a file; null: those of the data folder, or in production none. */
  readonly masterKeys: string | null;
  readonly masterKeysFile: string | null;
};

export const demoOperatorEmail = "operator@dokly.test";

/**
 * Checks the environment and the file that it names.
 * @throws ConfigurationError with every mistake at once
 */
export function readSettings(input: { environment: NodeJS.ProcessEnv; workingFolder: string; now: Date }): Settings {
  const { values, problems } = readVariables(input.environment);
  const isProduction = values.NODE_ENV === "production";
  const isAbsent = (name: string): boolean => (input.environment[name] ?? "") === "";
  problems.push(...contradictions(values, isAbsent), ...(isProduction ? missingInProduction(values, isAbsent) : []));
  const payments = paymentSettingsOf(values, isProduction, problems);
  const file = values.DOKLY_CONFIG === null ? null : resolve(input.workingFolder, values.DOKLY_CONFIG);
  const catalog = collectProblems(problems, () => readCatalogFile(file, input.now));
  if (catalog === null || problems.length > 0) throw new ConfigurationError(problems);
  return {
    isProduction,
    host: values.HOST,
    port: values.PORT,
    dataFolder: resolve(input.workingFolder, values.DOKLY_DATA),
    publicUrl: values.PUBLIC_URL,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    databaseUrl: values.DATABASE_URL,
    hasEmbeddedDatabase: values.DATABASE_URL === null,
    creditsDatabaseUrl: values.CREDITS_DATABASE_URL,
    secret: values.DOKLY_SECRET,
    masterKeys: values.DOKLY_MASTER_KEYS,
    masterKeysFile:
      values.DOKLY_MASTER_KEYS_FILE === null ? null : resolve(input.workingFolder, values.DOKLY_MASTER_KEYS_FILE),
    ledgerKey: values.DOKLY_LEDGER_KEY,
    mail:
      values.SMTP_URL === null || values.MAIL_FROM === null
        ? null
        : { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM },
    signUp: values.DOKLY_SIGN_UP,
    sessionDaysMax: values.DOKLY_SESSION_DAYS,
    freeCredits:
      values.DOKLY_FREE_CREDITS ?? (isProduction && values.SMTP_URL !== null ? "verified-email" : "every-workspace"),
    operatorEmail: values.DOKLY_OPERATOR_EMAIL ?? (isProduction ? null : demoOperatorEmail),
    anthropic:
      values.ANTHROPIC_API_KEY === null
        ? null
        : { apiKey: values.ANTHROPIC_API_KEY, baseUrl: values.ANTHROPIC_BASE_URL },
    payments,
    aiLimits: {
      runsPerMember: values.DOKLY_AI_RUNS_PER_MEMBER,
      runsPerWorkspace: values.DOKLY_AI_RUNS_PER_WORKSPACE,
      startsPerMinuteMember: values.DOKLY_AI_STARTS_PER_MEMBER,
      startsPerMinuteWorkspace: values.DOKLY_AI_STARTS_PER_WORKSPACE,
    },
    hasUndo: values.DOKLY_UNDO_REFUNDS,
    catalog: catalog.catalog,
    modelOfKind: catalog.modelOfKind,
    metricsToken: values.METRICS_TOKEN,
    tracing: tracingSettingsOf(values),
    stop: { noticeMs: values.DOKLY_STOP_NOTICE_SECONDS * 1_000, graceMs: values.DOKLY_STOP_GRACE_SECONDS * 1_000 },
    verifyEveryMs: values.DOKLY_VERIFY_SECONDS * 1_000,
    logLevel: values.DOKLY_LOG_LEVEL ?? (isProduction ? "info" : "warn"),
  };
}

function tracingSettingsOf(values: VariableValues): Settings["tracing"] {
  const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === null) return null;
  return {
    endpoint,
    headers: values.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    serviceName: values.OTEL_SERVICE_NAME,
    share: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** Without a key the sandbox; in production, where a sandbox would give credits away, nobody. */
function paymentSettingsOf(values: VariableValues, isProduction: boolean, problems: string[]): PaymentSettings {
  const secretKey = values.STRIPE_SECRET_KEY;
  const webhookSecret = values.STRIPE_WEBHOOK_SECRET;
  const withoutKey = isProduction ? "none" : "sandbox";
  const type = values.DOKLY_PAYMENTS ?? (secretKey === null ? withoutKey : "stripe");
  if (type === "sandbox" && isProduction) {
    problems.push(
      'DOKLY_PAYMENTS is "sandbox", and production has no sandbox, where nobody pays; ' +
        "allowed: STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or none for a Dokly that sells nothing.",
    );
  }
  if (type !== "stripe") return { type };
  if (secretKey === null && values.DOKLY_PAYMENTS === "stripe") {
    problems.push("DOKLY_PAYMENTS is stripe and STRIPE_SECRET_KEY is missing; allowed: a secret key of Stripe.");
  }
  if (webhookSecret === null) {
    problems.push("STRIPE_WEBHOOK_SECRET is missing; allowed: the signing secret of the webhook, as Stripe shows it.");
  }
  return {
    type,
    secretKey: secretKey ?? "",
    webhookSecret: webhookSecret ?? "",
    apiUrl: values.STRIPE_API_URL,
  };
}

/** The configuration, once the port is bound and the secret is known. */
export function completeConfiguration(
  settings: Settings,
  found: { readonly port: number; readonly secret: string },
): ServerConfiguration {
  const {
    databaseUrl: _database,
    creditsDatabaseUrl: _credits,
    masterKeys: _keys,
    masterKeysFile: _file,
    ...kept
  } = settings;
  const publicUrl = settings.publicUrl ?? `http://${hostInUrl(settings.host)}:${found.port}`;
  // A browser on this machine may name it in three ways; with PUBLIC_URL only that one counts.
  const aliases = ["localhost", "127.0.0.1", "[::1]"].map((host) => `http://${host}:${found.port}`);
  const allowedOrigins = settings.publicUrl === null ? [...new Set([publicUrl, ...aliases])] : [publicUrl];
  return { ...kept, port: found.port, secret: found.secret, publicUrl, allowedOrigins };
}

function hostInUrl(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** Variables that mean nothing without another one. */
const pairs: readonly (readonly [given: keyof VariableValues, needed: keyof VariableValues, otherwise: string])[] = [
  ["ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "the demo writer"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_ENDPOINT", "no traces"],
  ["SMTP_URL", "MAIL_FROM", "links that the app shows instead of mails"],
  ["MAIL_FROM", "SMTP_URL", "links that the app shows instead of mails"],
];

function contradictions(values: VariableValues, isAbsent: (name: string) => boolean): string[] {
  const both =
    values.DOKLY_MASTER_KEYS !== null && values.DOKLY_MASTER_KEYS_FILE !== null
      ? ["DOKLY_MASTER_KEYS and DOKLY_MASTER_KEYS_FILE are both set; allowed: one of them."]
      : [];
  if (values.DOKLY_FREE_CREDITS === "verified-email" && values.SMTP_URL === null) {
    both.push("DOKLY_FREE_CREDITS is verified-email and SMTP_URL is not set; allowed: both, or every-workspace.");
  }
  const halves = pairs
    .filter(([given, needed]) => values[given] !== null && isAbsent(needed))
    .map(
      ([given, needed, otherwise]) =>
        `${given} is set and ${needed} is not; allowed: both, or neither for ${otherwise}.`,
    );
  return [...both, ...halves];
}

function missingInProduction(values: VariableValues, isAbsent: (name: string) => boolean): string[] {
  const problems: string[] = [];
  if (isAbsent("DOKLY_SECRET")) {
    problems.push(
      "DOKLY_SECRET is missing, and production does not draw one; allowed: the output of openssl rand -base64 48.",
    );
  }
  if (isAbsent("PUBLIC_URL")) {
    problems.push(
      "PUBLIC_URL is missing, and production needs it for links and cookies; allowed: as https://docs.example.com.",
    );
  }
  if (isAbsent("DATABASE_URL") && values.DOKLY_ALLOW_EMBEDDED !== true) {
    problems.push(
      "DATABASE_URL is missing; production runs on your own PostgreSQL, or on the embedded one with DOKLY_ALLOW_EMBEDDED=1.",
    );
  }
  return problems;
}

function collectProblems<Result>(problems: string[], work: () => Result): Result | null {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof ConfigurationError)) throw cause;
    problems.push(...cause.problems);
    return null;
  }
}
