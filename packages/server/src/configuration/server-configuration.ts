import type { ActionKind } from "@dokly/contract";
import type { Catalog } from "@dokly/credits";
import type { TracingSettings } from "../tracing/open-tracing.ts";

/**
 * Everything that the environment and the file of DOKLY_CONFIG decide, checked and complete; read once at the start.
 */
export type ServerConfiguration = {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  /** Absolute path; holds the embedded PostgreSQL and the generated secret. */
  readonly dataFolder: string;
  /** Whether the database is the embedded one of the data folder. */
  readonly hasEmbeddedDatabase: boolean;
  /** Where people reach this server, without a slash at its end. */
  readonly publicUrl: string;
  /** Origins whose browsers may change things with a cookie; the first is that of `publicUrl`. */
  readonly allowedOrigins: readonly string[];
  /** Addresses or ranges in CIDR notation of the proxies whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[];
  /** At least 32 characters. Signs sessions; other keys are derived from it, each under a name of its own. */
  readonly secret: string;
  /** 32 bytes in base64url that sign the ends of ledgers; null: derived from the secret. */
  readonly ledgerKey: string | null;
  readonly signUp: "open" | "invite";
  /** How long a session lives at most after its sign-in, however much it is used. */
  readonly sessionDaysMax: number;
  /** Whether each mailbox gets free credits once, or each workspace. */
  readonly freeCredits: "verified-email" | "every-workspace";
  /** Who is an operator, by e-mail; null when nobody is. */
  readonly operatorEmail: string | null;
  /** The real provider; null for the demo writer. */
  readonly anthropic: { readonly apiKey: string; readonly baseUrl: string | null } | null;
  /** SMTP_URL and MAIL_FROM; null: what would be mailed is shown in the app and logged. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | null;
  readonly payments: PaymentSettings;
  readonly aiLimits: AiLimits;
  /** Whether a member can take a small edit back and gets its charge refunded. */
  readonly hasUndo: boolean;
  readonly catalog: Catalog;
  /** The priced model that runs each kind. */
  readonly modelOfKind: Readonly<Record<ActionKind, string>>;
  readonly logLevel: LogLevel;
  /** Who sends it reads /metrics; null: everybody, and in production nobody. */
  readonly metricsToken: string | null;
  /** Where traces are sent; null: nothing is traced. */
  readonly tracing: TracingSettings | null;
  readonly stop: StopSettings;
  /** How often some ledgers are verified; 0: never. */
  readonly verifyEveryMs: number;
};

/** How a server stops. */
export type StopSettings = {
  /** For how long /readyz says that no more work is taken before none is. */
  readonly noticeMs: number;
  /** For how long what runs then may go on. */
  readonly graceMs: number;
};

/** Who takes money: Stripe, the sandbox (never in production), or nobody. */
export type PaymentSettings =
  | { readonly type: "none" | "sandbox" }
  | {
      readonly type: "stripe";
      readonly secretKey: string;
      readonly webhookSecret: string;
      /** Null: Stripe's own. */
      readonly apiUrl: string | null;
    };

/** How many AI actions run at once, and begin within a minute; counted over all servers. */
export type AiLimits = {
  readonly runsPerMember: number;
  readonly runsPerWorkspace: number;
  readonly startsPerMinuteMember: number;
  readonly startsPerMinuteWorkspace: number;
};

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];
