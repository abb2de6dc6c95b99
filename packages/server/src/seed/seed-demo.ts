import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { Role } from "@dokly/contract";
import { createAuth } from "../accounts/auth.ts";
import { demoPassword, demoPeople } from "../accounts/demo-sign-ins.ts";
import { versionOf } from "../documents/document-version.ts";
import type { ImportedFile } from "../documents/import-files.ts";
import { titleOf } from "../documents/page-title.ts";
import { serverFolder } from "../server-folder.ts";
import type { Services } from "../services.ts";
import { seedHistory } from "./seed-history.ts";

type DemoEmail = (typeof demoPeople)[number]["email"];

/** A workspace of the demo. */
type DemoWorkspace = {
  /** Its folder of pages. */
  readonly folder: string;
  readonly name: string;
  readonly plan: string;
  readonly members: Readonly<Partial<Record<DemoEmail, Exclude<Role, "owner">>>>;
  /** Credits that its history leaves; null: no history. */
  readonly creditsLeft: bigint | null;
};

const owner: DemoEmail = "owner@dokly.test";

const demoWorkspaces: readonly DemoWorkspace[] = [
  {
    folder: "acme-docs",
    name: "Acme Docs",
    plan: "pro",
    members: { "editor@dokly.test": "editor", "operator@dokly.test": "viewer" },
    creditsLeft: null,
  },
  {
    folder: "almost-empty",
    name: "Almost empty",
    plan: "free",
    members: { "editor@dokly.test": "editor" },
    creditsLeft: 3n,
  },
];

// One number for every server that starts on a database: one of them seeds, the others wait.
const seedLock = 4_100_002;
const seedName = "demo";

type People = Readonly<Record<DemoEmail, string>>;

/**
 * Seeds an empty database with people, two workspaces and their pages, and says whether the demo is there. Done once:
 * what people change or delete afterwards stays so. A seeding that was cut short is completed by the next start. A
 * database with other people in it is left alone.
 */
export async function seedDemo(services: Services): Promise<boolean> {
  const client = await services.pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [seedLock]);
    const state = await readState(services);
    if (state === "unfinished") await completeDemo(services);
    return state !== "not-ours";
  } finally {
    await client.query("select pg_advisory_unlock($1)", [seedLock]);
    client.release();
  }
}

async function readState({ pool }: Services): Promise<"finished" | "unfinished" | "not-ours"> {
  const seeds = await pool.query<{ finishedAt: Date | null }>(
    'select finished_at as "finishedAt" from dokly.seeds where name = $1',
    [seedName],
  );
  const [seed] = seeds.rows;
  if (seed !== undefined) return seed.finishedAt === null ? "unfinished" : "finished";
  const people = await pool.query("select 1 from dokly.people limit 1");
  if (people.rows.length > 0) return "not-ours";
  await pool.query("insert into dokly.seeds (name) values ($1)", [seedName]);
  return "unfinished";
}

async function completeDemo(services: Services): Promise<void> {
  const people = await seedPeople(services);
  for (const demo of demoWorkspaces) {
    const workspace = await seedWorkspace(services, demo, people[owner]);
    for (const [email, role] of Object.entries(demo.members) as [DemoEmail, Role][]) {
      await services.members.add({ organizationId: workspace.organizationId, personId: people[email], role });
    }
    await services.documents.import({ workspace: workspace.id, files: readPages(demo.folder) });
    if (demo.creditsLeft !== null) {
      await seedHistory(services, { workspace: workspace.id, member: people[owner], creditsLeft: demo.creditsLeft });
    }
  }
  await services.pool.query("update dokly.seeds set finished_at = clock_timestamp() where name = $1", [seedName]);
}

/** Signs the demo people up as anybody signs up, but without the workspace that others get of their own. */
async function seedPeople({ configuration, database, logger }: Services): Promise<People> {
  const auth = createAuth({
    settings: {
      publicUrl: configuration.publicUrl,
      trustedOrigins: configuration.allowedOrigins,
      secret: configuration.secret,
      sessionDaysMax: configuration.sessionDaysMax,
    },
    database,
    logger,
    sendPasswordReset: null,
    onSignedUp: async () => undefined,
    sendVerification: null,
    onVerified: async () => undefined,
  });
  const ids: Partial<Record<DemoEmail, string>> = {};
  for (const { email, name } of demoPeople) {
    const found = await database.selectFrom("people").select("id").where("email", "=", email).executeTakeFirst();
    ids[email] = found?.id ?? (await auth.api.signUpEmail({ body: { email, name, password: demoPassword } })).user.id;
  }
  return ids as People;
}

/** Finds the workspace that an earlier, cut seeding made, or makes it; either way it ends up open under its plan. */
async function seedWorkspace(
  services: Services,
  demo: DemoWorkspace,
  ownerId: string,
): Promise<{ id: string; organizationId: string }> {
  const found = await services.database
    .selectFrom("workspaces")
    .innerJoin("organizations", "organizations.id", "workspaces.organizationId")
    .innerJoin("members", "members.organizationId", "organizations.id")
    .where("organizations.name", "=", demo.name)
    .where("members.userId", "=", ownerId)
    .select(["workspaces.id", "workspaces.organizationId", "workspaces.openedAt"])
    .executeTakeFirst();
  if (found === undefined) return await services.workspaces.open({ name: demo.name, ownerId, plan: demo.plan });
  if (found.openedAt === null) {
    await services.credits.openWorkspace({ externalId: found.organizationId, plan: demo.plan, actor: "server:seed" });
    await services.database
      .updateTable("workspaces")
      .set({ openedAt: new Date() })
      .where("id", "=", found.id)
      .execute();
  }
  return found;
}

function readPages(folder: string): ImportedFile[] {
  const root = join(serverFolder(), "seed", folder);
  return readdirSync(root, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => {
      const path = name.split(sep).join("/");
      const bytes = readFileSync(join(root, name));
      return { path, title: titleOf(path, bytes), version: versionOf(bytes), bytes };
    });
}
