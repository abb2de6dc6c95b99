import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigurationError } from "../../src/configuration/configuration-error.ts";
import { completeConfiguration, readSettings, type Settings } from "../../src/configuration/read-settings.ts";
import { renderExample } from "../../src/configuration/variables.ts";

const folder = mkdtempSync(join(tmpdir(), "dokly-configuration-"));
afterAll(() => rmSync(folder, { recursive: true }));

function settingsOf(environment: Record<string, string>): Settings {
  return readSettings({ environment, workingFolder: folder, now: new Date("2026-11-23T12:00:00Z") });
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    settingsOf(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

function configFile(content: unknown): string {
  const path = join(folder, "dokly.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const production = {
  NODE_ENV: "production",
  DOKLY_SECRET: "0123456789abcdef0123456789abcdef",
  DATABASE_URL: "postgresql://dokly:hidden-word@db.example.com/dokly",
  PUBLIC_URL: "https://docs.example.com",
};

test("an empty environment is the embedded product on this machine, quiet, with the demo operator", () => {
  expect(settingsOf({})).toMatchObject({
    host: "127.0.0.1",
    port: 4100,
    dataFolder: join(folder, ".dokly"),
    databaseUrl: null,
    anthropic: null,
    signUp: "open",
    operatorEmail: "operator@dokly.test",
    logLevel: "warn",
    isProduction: false,
  });
});

test("an empty value is an absent one", () => {
  expect(settingsOf({ PORT: "", DATABASE_URL: "" })).toMatchObject({ port: 4100, databaseUrl: null });
});

test("every mistake is reported at once, with the variable, its value and what is allowed", () => {
  const problems = problemsOf({
    PORT: "99999",
    DOKLY_SIGN_UP: "closed",
    TRUSTED_PROXIES: "10.0.0.0/40",
    DOKLY_SINGUP: "open",
    PUBLIC_URL: "https://docs.example.com/dokly",
    SMTP_URL: "smtp://mail.example.com",
  });
  expect(problems).toEqual([
    expect.stringMatching(/^PORT \("99999"\) .*allowed: a whole number from 0 to 65535/),
    expect.stringMatching(/^PUBLIC_URL \("https:\/\/docs.example.com\/dokly"\)/),
    expect.stringMatching(/^TRUSTED_PROXIES \("10.0.0.0\/40"\)/),
    expect.stringMatching(/^DOKLY_SIGN_UP \("closed"\) .*allowed: open, invite/),
    expect.stringMatching(/^DOKLY_SINGUP is not a variable of Dokly/),
    expect.stringMatching(/^SMTP_URL is set and MAIL_FROM is not/),
  ]);
});

test("a secret's value is never shown", () => {
  const problems = problemsOf({
    DATABASE_URL: "mysql://dokly:hidden-word@db/dokly",
    DOKLY_SECRET: "hidden-word",
    ANTHROPIC_API_KEY: "hidden word",
    SMTP_URL: "https://hidden-word",
  });
  expect(problems).toHaveLength(4);
  expect(problems.join("\n")).not.toMatch(/hidden.word/);
});

describe("production", () => {
  test("starts with its secrets, a database and an address, without a demo operator", () => {
    expect(settingsOf(production)).toMatchObject({ isProduction: true, operatorEmail: null, logLevel: "info" });
  });

  test("refuses to start without them", () => {
    expect(problemsOf({ NODE_ENV: "production" })).toEqual([
      expect.stringMatching(/^DOKLY_SECRET is missing/),
      expect.stringMatching(/^PUBLIC_URL is missing/),
      expect.stringMatching(/^DATABASE_URL is missing.*DOKLY_ALLOW_EMBEDDED=1/),
    ]);
  });

  test("runs on the embedded database only when that is allowed by name", () => {
    expect(settingsOf({ ...production, DATABASE_URL: "", DOKLY_ALLOW_EMBEDDED: "1" }).databaseUrl).toBeNull();
  });
});

describe("the file of DOKLY_CONFIG", () => {
  test("replaces the parts that it gives and keeps the shipped rest", () => {
    const path = configFile({
      packs: [{ credits: 100, priceCents: 100 }],
      kinds: { grammar: { model: "claude-haiku-5-5" } },
    });
    const { catalog, modelOfKind } = settingsOf({ DOKLY_CONFIG: path });
    expect(catalog.packs).toEqual([{ credits: 100n, priceCents: 100n }]);
    expect(catalog.plans.map((plan) => plan.name)).toEqual(["free", "starter", "pro", "scale", "enterprise"]);
    expect(modelOfKind).toMatchObject({ grammar: "claude-haiku-5-5", improve: "claude-sonnet-5-5" });
  });

  test.each([
    ["an unknown setting", { plan: [] }, /plan is unknown/],
    ["an amount that is no whole number", { packs: [{ credits: 1.5, priceCents: 1 }] }, /packs\[0\]\.credits is 1\.5/],
    [
      "a pack whose price per credit rises",
      {
        packs: [
          { credits: 10, priceCents: 1 },
          { credits: 20, priceCents: 100 },
        ],
      },
      /packs\[1\]\.priceCents is 100; allowed/,
    ],
    [
      "a model without a price",
      { kinds: { improve: { model: "gpt" } } },
      /kinds\.improve\.model is "gpt"; allowed: .*claude-sonnet-5-5/,
    ],
    ["a kind that does not exist", { kinds: { sing: { model: "gpt" } } }, /kinds/],
    ["text that is no JSON", "plans: free", /can not be read as JSON/],
  ])("with %s stops the start and names the field", (_what, content, expected) => {
    const problems = problemsOf({ DOKLY_CONFIG: configFile(content) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test("that does not exist stops the start", () => {
    expect(problemsOf({ DOKLY_CONFIG: "nowhere.json" })).toEqual([expect.stringMatching(/nowhere\.json.*ENOENT/)]);
  });
});

test("without PUBLIC_URL the loopback names of the port are allowed origins; with it only that one", () => {
  const secret = "x".repeat(32);
  expect(completeConfiguration(settingsOf({}), { port: 4200, secret })).toMatchObject({
    publicUrl: "http://127.0.0.1:4200",
    allowedOrigins: ["http://127.0.0.1:4200", "http://localhost:4200", "http://[::1]:4200"],
  });
  expect(
    completeConfiguration(settingsOf({ PUBLIC_URL: "https://docs.example.com/" }), { port: 1, secret }),
  ).toMatchObject({
    publicUrl: "https://docs.example.com",
    allowedOrigins: ["https://docs.example.com"],
  });
});

test("the configuration that routes see carries no connection string", () => {
  const configuration = completeConfiguration(settingsOf(production), { port: 1, secret: "x".repeat(32) });
  expect(
    JSON.stringify(configuration, (_key, value) => (typeof value === "bigint" ? Number(value) : value)),
  ).not.toContain("hidden-word");
});

test(".env.example lists every variable with its default", () => {
  const path = new URL("../../../../.env.example", import.meta.url);
  expect(readFileSync(path, "utf8")).toBe(renderExample());
});

describe("who takes money", () => {
  test("without a key the sandbox, with one Stripe", () => {
    expect(settingsOf({}).payments).toEqual({ type: "sandbox" });
    const stripe = { STRIPE_SECRET_KEY: "sk_test_12345678", STRIPE_WEBHOOK_SECRET: "whsec_12345678" };
    expect(settingsOf(stripe).payments).toEqual({
      type: "stripe",
      secretKey: "sk_test_12345678",
      webhookSecret: "whsec_12345678",
      apiUrl: null,
    });
    expect(settingsOf({ ...stripe, DOKLY_PAYMENTS: "none" }).payments).toEqual({ type: "none" });
  });

  test("production refuses the sandbox, where credits would cost nothing", () => {
    expect(problemsOf({ ...production, DOKLY_PAYMENTS: "sandbox" })).toEqual([
      expect.stringMatching(/^DOKLY_PAYMENTS is "sandbox", and production has no sandbox/),
    ]);
    expect(settingsOf(production).payments).toEqual({ type: "none" });
  });

  test("a key without its webhook's secret is refused, and neither is shown", () => {
    const problems = problemsOf({ STRIPE_SECRET_KEY: "sk_hidden_word" });
    expect(problems).toEqual([expect.stringMatching(/^STRIPE_WEBHOOK_SECRET is missing/)]);
    expect(problems.join()).not.toContain("hidden");
  });
});
