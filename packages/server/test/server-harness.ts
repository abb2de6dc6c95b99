import { randomBytes } from "node:crypto";
import { type ApiKeyScope, actionKinds, type ProblemCode, problem, type Role } from "@dokly/contract";
import { shippedCatalog } from "@dokly/credits";
import { pino } from "pino";
import { createTestDatabase, type TestDatabase } from "../../../test-servers/postgres/test-database.ts";
import { createApp } from "../src/app.ts";
import type { ServerConfiguration } from "../src/configuration/server-configuration.ts";
import { createServices, type ServicesInput } from "../src/create-services.ts";
import { createMetrics } from "../src/metrics/metrics.ts";
import { batchObserver } from "../src/metrics/observe-credits.ts";
import type { Services } from "../src/services.ts";
import { openTracing } from "../src/tracing/open-tracing.ts";
import { cookieIn } from "./cookie-in.ts";
import { hashOnce } from "./hash-once.ts";
import { noteSecret, requireNoSecret } from "./suite-secrets.ts";
import { migrateAll, openTestEngine } from "./test-engine.ts";

/** Where the application believes it is; requests go to it in memory, without a port. */
export const publicUrl = "http://127.0.0.1:4100";
export const password = "a long pass phrase";

export type RequestOptions = {
  readonly json?: unknown;
  readonly body?: RequestInit["body"];
  readonly headers?: Readonly<Record<string, string>>;
};

/** Somebody who sends requests: a person with a cookie, a program with a key, or a stranger. */
export type Client = {
  send(method: string, path: string, options?: RequestOptions): Promise<Response>;
};

export type Person = Client & {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly cookie: string;
};

/** A running application on a database of its own, with its people. */
export type TestServer = {
  readonly app: ReturnType<typeof createApp>;
  readonly services: Services;
  readonly database: TestDatabase;
  /** Every line that was logged, as JSON; `close` fails where one has a secret of the suite in it. */
  readonly log: readonly string[];
  readonly stranger: Client;
  signUp(name: string, email?: string): Promise<Person>;
  /** Signs a person up and puts them into a workspace. */
  member(workspace: string, role: Role): Promise<Person>;
  /** The workspace that came with the person's sign-up. */
  workspaceOf(person: Person): Promise<string>;
  keyOf(workspace: string, scopes: readonly ApiKeyScope[]): Promise<Client>;
  close(): Promise<void>;
};

/** Starts the whole application in memory, on a fresh copy of the migrated database. */
export async function startTestServer(
  changes: Partial<ServerConfiguration> = {},
  rhythm: NonNullable<ServicesInput["rhythm"]> & Pick<ServicesInput, "now" | "isPaymentsDriven" | "keyRing"> = {},
): Promise<TestServer> {
  const database = await createTestDatabase({ template: "server", migrate: migrateAll });
  const log: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void log.push(line) });
  // Production has no sandbox.
  const payments = { type: changes.isProduction === true ? "none" : "sandbox" } as const;
  const configuration = { ...testConfiguration(), payments, ...changes };
  for (const secret of [configuration.secret, password]) noteSecret(secret);
  const metrics = createMetrics();
  const tracing = await openTracing(configuration.tracing, logger);
  const watching = { now: rhythm.now, observer: batchObserver(metrics, tracing) };
  const credits = openTestEngine(database.pool, configuration.catalog, watching);
  const services = createServices({
    configuration,
    logger,
    pool: database.pool,
    credits,
    metrics,
    tracing,
    webFolder: "/nonexistent",
    isPaymentsDriven: rhythm.isPaymentsDriven ?? false,
    ...(rhythm.now && { now: rhythm.now }),
    keyRing: rhythm.keyRing ?? null,
    rhythm,
  });
  await hashOnce(services.auth);
  const app = createApp(services);
  const stranger = clientOf(app, {});
  const signUp = (name: string, email = emailOf(name)) => signUpPerson(app, services, { name, email });
  return {
    app,
    services,
    database,
    log,
    stranger,
    signUp,
    member: async (workspace, role) => {
      const person = await signUp(role);
      const organizationId = await organizationOf(services, workspace);
      await services.members.add({ organizationId, personId: person.id, role });
      return person;
    },
    workspaceOf: async (person) => {
      const [first] = await services.workspaces.listOf(person.id);
      if (first === undefined) throw new Error(`${person.name} has no workspace`);
      return first.id;
    },
    keyOf: async (workspace, scopes) => {
      const created = await services.apiKeys.create({
        workspace,
        label: "Test",
        scopes,
        createdBy: "test",
        endsAt: null,
      });
      return clientOf(app, { authorization: `Bearer ${noteSecret(created.key)}` });
    },
    close: async () => {
      await services.clockwork?.close();
      services.versions.close();
      await services.reports.close();
      await services.operatorActs.close();
      services.ownKeys.close();
      await services.sites.close(0);
      await services.pageRuns.close(0);
      await services.ai.close(1_000);
      await credits.close();
      await tracing.close();
      await database.drop();
      requireNoSecret("the log", log);
    },
  };
}

/** The problem that a reply tells; fails unless it has this code and the status that belongs to it. */
export async function expectProblem(response: Response, code: ProblemCode) {
  const text = await response.text();
  const type = response.headers.get("content-type");
  if (type !== "application/problem+json") throw new Error(`expected ${code}, got ${response.status} ${type}: ${text}`);
  const told = problem.parse(JSON.parse(text));
  if (told.code !== code || told.status !== response.status) throw new Error(`expected ${code}, got ${text}`);
  return told;
}

function testConfiguration(): ServerConfiguration {
  return {
    isProduction: false,
    host: "127.0.0.1",
    port: 0,
    dataFolder: "/nonexistent",
    hasEmbeddedDatabase: false,
    publicUrl,
    allowedOrigins: [publicUrl],
    trustedProxies: [],
    secret: "a secret of the tests, longer than thirty-two characters",
    ledgerKey: null,
    signUp: "open",
    sessionDaysMax: 90,
    freeCredits: "every-workspace",
    operatorEmail: "operator@dokly.test",
    anthropic: null,
    mail: null,
    payments: { type: "sandbox" },
    aiLimits: {
      runsPerMember: 1_000,
      runsPerWorkspace: 1_000,
      startsPerMinuteMember: 100_000,
      startsPerMinuteWorkspace: 100_000,
    },
    hasUndo: true,
    catalog: shippedCatalog,
    modelOfKind: Object.fromEntries(
      actionKinds.map((kind) => [kind, "claude-sonnet-5-5"]),
    ) as ServerConfiguration["modelOfKind"],
    logLevel: "debug",
    metricsToken: null,
    tracing: null,
    stop: { noticeMs: 0, graceMs: 1_000 },
    verifyEveryMs: 0,
  };
}

/** A client whose requests carry these headers; with a cookie they carry our Origin too, as a browser's would. */
export function clientOf(app: ReturnType<typeof createApp>, own: Readonly<Record<string, string>>): Client {
  const origin: Record<string, string> = "cookie" in own ? { origin: publicUrl } : {};
  return {
    send: async (method, path, options = {}) => {
      const { json, body = json === undefined ? null : JSON.stringify(json) } = options;
      const type: Record<string, string> = json === undefined ? {} : { "content-type": "application/json" };
      const headers = { ...origin, ...own, ...type, ...options.headers };
      const init: RequestInit = { method, headers, body };
      const request = new Request(`${publicUrl}${path}`, init);
      return await app.fetch(request, { incoming: { socket: { remoteAddress: randomAddress() } } });
    },
  };
}

async function signUpPerson(
  app: ReturnType<typeof createApp>,
  services: Services,
  { name, email }: { name: string; email: string },
): Promise<Person> {
  const response = await clientOf(app, {}).send("POST", "/api/auth/sign-up/email", { json: { name, email, password } });
  if (!response.ok) throw new Error(`${email} could not sign up: ${await response.text()}`);
  const cookie = cookieIn(response);
  for (const pair of cookie.split("; ")) noteSecret(pair.slice(pair.indexOf("=") + 1));
  const row = await services.database
    .selectFrom("people")
    .select("id")
    .where("email", "=", email)
    .executeTakeFirstOrThrow();
  return { id: row.id, email, name, cookie, ...clientOf(app, { cookie }) };
}

async function organizationOf(services: Services, workspace: string): Promise<string> {
  const row = await services.database
    .selectFrom("workspaces")
    .select("organizationId")
    .where("id", "=", workspace)
    .executeTakeFirstOrThrow();
  return row.organizationId;
}

function emailOf(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}.${randomBytes(4).toString("hex")}@dokly.test`;
}

/** Every request comes from another address, so that limits per address concern only the tests that are about them. */
function randomAddress(): string {
  return `10.${[...randomBytes(3)].join(".")}`;
}
