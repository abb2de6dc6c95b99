import { z } from "zod";
import { findKeyRingMistake, keyRingAllowed } from "../byok/key-ring.ts";
import { hasProtocol, isAddressRange, isOriginOnly, splitList } from "./address-rules.ts";
import { operatingVariables } from "./operating-variables.ts";
import { logLevels } from "./server-configuration.ts";
import { type Variable, variable } from "./variable.ts";

const text = z.string();
const postgresUrl = text.refine((value) => hasProtocol(value, ["postgres:", "postgresql:"]));
const count = text.regex(/^[1-9]\d{0,5}$/).transform(Number);
const countAllowed = "a whole number from 1 to 999999";
const httpUrl = text.refine((value) => hasProtocol(value, ["http:", "https:"]));

/** Every variable that Dokly reads, in the order of `.env.example`. */
export const variables = {
  HOST: variable({
    schema: text.regex(/^[\w.:-]+$/),
    fallback: "127.0.0.1",
    allowed: "an address or the name of this machine",
    meaning: "The address to listen on. 0.0.0.0 is every network of this machine.",
  }),
  PORT: variable({
    schema: text
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port <= 65_535),
    fallback: "4100",
    allowed: "a whole number from 0 to 65535 (0: any free port)",
    meaning: "The port to listen on.",
  }),
  PUBLIC_URL: variable({
    schema: httpUrl.refine(isOriginOnly).transform((value) => new URL(value).origin),
    fallback: null,
    allowed: "an address that starts with http:// or https:// and has no path, as https://docs.example.com",
    meaning: "Where people reach this server: for links and cookies. Without it http://HOST:PORT.",
  }),
  TRUSTED_PROXIES: variable({
    schema: text.transform(splitList).refine((ranges) => ranges.every(isAddressRange)),
    fallback: null,
    allowed: "addresses or ranges with commas between them, as 10.0.0.0/8,::1",
    meaning: "The proxies in front of this server; only their X-Forwarded-For counts.",
  }),
  DOKLY_DATA: variable({
    schema: text,
    fallback: "./.dokly",
    allowed: "a folder",
    meaning: "The data folder: the embedded PostgreSQL and the generated secret.",
  }),
  DATABASE_URL: variable({
    schema: postgresUrl,
    fallback: null,
    allowed: "an address that starts with postgresql://",
    meaning: "Your own PostgreSQL 15 or newer instead of the embedded one.",
    isSecret: true,
  }),
  CREDITS_DATABASE_URL: variable({
    schema: postgresUrl,
    fallback: null,
    allowed: "an address that starts with postgresql://",
    meaning: "Another database for the tables of the credit engine. Without it they are in the first.",
    isSecret: true,
  }),
  DOKLY_CONFIG: variable({
    schema: text,
    fallback: null,
    allowed: "a JSON file",
    meaning: "A JSON file with plans, packs, rate cards and the model of each kind; docs/running.md shows one.",
  }),
  ANTHROPIC_API_KEY: variable({
    schema: text.regex(/^[\x21-\x7e]{8,}$/),
    fallback: null,
    allowed: "a key of Anthropic: printable characters without spaces",
    meaning: "The key of the real provider. Without it the built-in demo writer works.",
    isSecret: true,
  }),
  ANTHROPIC_BASE_URL: variable({
    schema: httpUrl.transform((value) => value.replace(/\/+$/, "")),
    fallback: null,
    allowed: "an address that starts with http:// or https://",
    meaning: "A gateway to the provider instead of Anthropic's own address, without /v1 at its end.",
  }),
  DOKLY_PAYMENTS: variable({
    schema: z.enum(["stripe", "sandbox", "none"]),
    fallback: null,
    allowed: "stripe, sandbox, none",
    meaning:
      "Who takes money: Stripe, the built-in sandbox where none moves (not in production), or nobody. " +
      "Without it Stripe when it has a key, else the sandbox, and in production nobody.",
  }),
  STRIPE_SECRET_KEY: variable({
    schema: text.regex(/^[\x21-\x7e]{8,}$/),
    fallback: null,
    allowed: "a secret key of Stripe: printable characters without spaces",
    meaning: "The key of Stripe. Without it the sandbox stands in its place.",
    isSecret: true,
  }),
  STRIPE_WEBHOOK_SECRET: variable({
    schema: text.regex(/^[\x21-\x7e]{8,}$/),
    fallback: null,
    allowed: "the signing secret of a webhook: printable characters without spaces",
    meaning: "The signing secret of the webhook that Stripe sends to PUBLIC_URL/api/v1/webhooks/stripe.",
    isSecret: true,
  }),
  STRIPE_API_URL: variable({
    schema: httpUrl.refine(isOriginOnly).transform((value) => new URL(value).origin),
    fallback: null,
    allowed: "an address that starts with http:// or https:// and has no path",
    meaning: "A server that speaks Stripe's API instead of Stripe's own, for tests.",
  }),
  DOKLY_AI_RUNS_PER_MEMBER: variable({
    schema: count,
    fallback: "5",
    allowed: countAllowed,
    meaning: "How many AI actions of one member run at once.",
  }),
  DOKLY_AI_RUNS_PER_WORKSPACE: variable({
    schema: count,
    fallback: "30",
    allowed: countAllowed,
    meaning: "How many AI actions of one workspace run at once.",
  }),
  DOKLY_AI_STARTS_PER_MEMBER: variable({
    schema: count,
    fallback: "60",
    allowed: countAllowed,
    meaning: "How many AI actions of one member begin within a minute.",
  }),
  DOKLY_AI_STARTS_PER_WORKSPACE: variable({
    schema: count,
    fallback: "300",
    allowed: countAllowed,
    meaning: "How many AI actions of one workspace begin within a minute.",
  }),
  DOKLY_UNDO_REFUNDS: variable({
    schema: z.enum(["0", "1"]).transform((value) => value === "1"),
    fallback: "1",
    allowed: "0, 1",
    meaning: "1 lets a member take back a small edit within ten minutes, with its charge, five times a day.",
  }),
  SMTP_URL: variable({
    schema: text.refine((value) => hasProtocol(value, ["smtp:", "smtps:"])),
    fallback: null,
    allowed: "an address that starts with smtp:// or smtps://, as smtps://name:password@mail.example.com",
    meaning: "The mail server. Without it mails are not sent: the app shows their links.",
    isSecret: true,
  }),
  MAIL_FROM: variable({
    schema: text.regex(/^[^\r\n]+@[^\r\n]+$/),
    fallback: null,
    allowed: "an e-mail address, also with a name, as Dokly <docs@example.com>",
    meaning: "The sender of every mail.",
  }),
  DOKLY_SIGN_UP: variable({
    schema: z.enum(["open", "invite"]),
    fallback: "open",
    allowed: "open, invite",
    meaning: "Who may sign up: everybody, or only people with an invitation.",
  }),
  DOKLY_SESSION_DAYS: variable({
    schema: text
      .regex(/^[1-9]\d{0,2}$/)
      .transform(Number)
      .refine((days) => days <= 365),
    fallback: "90",
    allowed: "a whole number from 1 to 365",
    meaning:
      "After how many days everybody signs in again, however much they use Dokly; 14 days without use end it too.",
  }),
  DOKLY_FREE_CREDITS: variable({
    schema: z.enum(["verified-email", "every-workspace"]),
    fallback: null,
    allowed: "verified-email, every-workspace",
    meaning:
      "Who gets the free plan's credits and the trial: each e-mail address once, after it is verified, or every " +
      "workspace. Without it verified-email in production with SMTP_URL, else every-workspace.",
  }),
  DOKLY_OPERATOR_EMAIL: variable({
    schema: z.email().max(254),
    fallback: null,
    allowed: "an e-mail address",
    meaning:
      "The person who is the operator; in production once that person has opened the link that the start prints. " +
      "Outside production operator@dokly.test is, when this is absent.",
  }),
  DOKLY_SECRET: variable({
    schema: text.min(32),
    fallback: null,
    allowed: "32 characters or more, drawn at random: openssl rand -base64 48",
    meaning: "Signs sessions. Without it, outside production, one is drawn and kept in the data folder.",
    isSecret: true,
  }),
  DOKLY_LEDGER_KEY: variable({
    schema: text.regex(/^[\w-]{43}$/),
    fallback: null,
    allowed: "32 bytes drawn at random, in base64url: openssl rand 32 | basenc --base64url | tr -d =",
    meaning: "Signs the ends of ledgers that are downloaded. Without it a key that belongs to DOKLY_SECRET does.",
    isSecret: true,
  }),
  DOKLY_MASTER_KEYS: variable({
    schema: text.superRefine((value, context) => {
      const message = findKeyRingMistake(value);
      if (message !== null) context.addIssue({ code: "custom", message, params: { isTold: true } });
    }),
    fallback: null,
    allowed: keyRingAllowed,
    meaning:
      "The key ring that encrypts the workspaces' own keys; AWS KMS may keep its keys (docs/byok.md). Without it, " +
      "outside production, one is drawn and kept in the data folder; in production no own key can be connected.",
    isSecret: true,
  }),
  DOKLY_MASTER_KEYS_FILE: variable({
    schema: text,
    fallback: null,
    allowed: "a file that only its owner can read, with one name:key on each line, the primary first",
    meaning: "The key ring as a file instead of DOKLY_MASTER_KEYS.",
  }),
  DOKLY_ALLOW_EMBEDDED: variable({
    schema: z.enum(["0", "1"]).transform((value) => value === "1"),
    fallback: "0",
    allowed: "0, 1",
    meaning: "1 lets the embedded PostgreSQL run in production.",
  }),
  DOKLY_LOG_LEVEL: variable({
    schema: z.enum(logLevels),
    fallback: null,
    allowed: logLevels.join(", "),
    meaning: "What is logged, as lines of JSON. Without it info in production, else warn.",
  }),
  ...operatingVariables,
  NODE_ENV: variable({
    schema: z.enum(["production", "development", "test"]),
    fallback: "development",
    allowed: "production, development, test",
    meaning: "production: no demo sign-ins and no demo data, and it refuses to start without its secrets.",
  }),
} as const;

type VariableName = keyof typeof variables;

/** What each variable reads as; null where it is absent and has no default. */
export type VariableValues = {
  readonly [Name in VariableName]:
    | z.output<(typeof variables)[Name]["schema"]>
    | ((typeof variables)[Name]["fallback"] extends string ? never : null);
};

/** Reads every variable. Those with mistakes are null in `values`, and each has its sentence in `problems`. */
export function readVariables(environment: NodeJS.ProcessEnv): { values: VariableValues; problems: string[] } {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, described] of Object.entries<Variable<z.ZodType>>(variables)) {
    const given = environment[name];
    const value = given === undefined || given === "" ? described.fallback : given;
    const result = value === null ? null : described.schema.safeParse(value);
    values[name] = result?.success ? result.data : null;
    if (result?.success === false) {
      const shown = described.isSecret ? "not shown, as it is a secret" : JSON.stringify(value);
      const why = result.error.issues.map(toldReason).join("");
      problems.push(
        `${name} (${shown}) can not be used${why === "" ? "; a" : `. ${why} A`}llowed: ${described.allowed}.`,
      );
    }
  }
  const known = Object.keys(variables).filter((name) => name.startsWith("DOKLY_"));
  for (const name of Object.keys(environment)) {
    if (!name.startsWith("DOKLY_") || Object.hasOwn(variables, name)) continue;
    problems.push(`${name} is not a variable of Dokly; allowed: ${known.join(", ")}.`);
  }
  return { values: values as VariableValues, problems };
}

/** What a schema of ours says beyond that the text can not be used. */
function toldReason(issue: z.core.$ZodIssue): string {
  return issue.code === "custom" && issue.params?.["isTold"] === true ? issue.message : "";
}

/** The text of `.env.example`: every variable with its meaning and its default. */
export function renderExample(): string {
  const head = [
    "# Every setting of Dokly, with its default. Copy this file to .env, where npm start reads it, and take the # from what you change.",
    "# The environment wins over the file.",
  ];
  const blocks = Object.entries<Variable<z.ZodType>>(variables).map(
    ([name, described]) =>
      `\n# ${described.meaning} Allowed: ${described.allowed}.\n# ${name}=${described.fallback ?? ""}`,
  );
  return `${[...head, ...blocks].join("\n")}\n`;
}
