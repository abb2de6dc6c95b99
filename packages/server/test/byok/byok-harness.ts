import { randomBytes } from "node:crypto";
import { type AuditEntry, auditPage, type OwnKey, type OwnKeyList, ownKey, ownKeyList } from "@dokly/contract";
import { drawMasterKey, readKeyRing } from "../../src/byok/key-ring.ts";
import type { ServerConfiguration } from "../../src/configuration/server-configuration.ts";
import { type AiServer, startAfresh, startAiServer } from "../ai/ai-harness.ts";
import type { Client } from "../server-harness.ts";
import { quickTiming } from "../sites/site-harness.ts";
import { noteSecret } from "../suite-secrets.ts";

export const ringText = drawMasterKey("test");

let drawn = 0;
/** A key as a customer has one; no two are the same. */
export function newSecret(): string {
  drawn += 1;
  return noteSecret(`sk-ant-api03-CustomerSecret-${String(drawn).padStart(4, "0")}-${randomBytes(9).toString("hex")}`);
}

/** A workspace on enterprise, with what owners do with keys. */
export type ByokServer = AiServer & {
  readonly base: string;
  readonly list: () => Promise<OwnKeyList>;
  readonly connect: (secret: string, scope?: object, label?: string) => Promise<OwnKey>;
  readonly post: (path: string, json?: unknown, client?: Client) => Promise<Response>;
  readonly changePlan: (plan: string) => Promise<void>;
  readonly setFallback: (fallbackToCredits: boolean) => Promise<void>;
  readonly readAudit: () => Promise<readonly AuditEntry[]>;
};

export async function startByokServer(
  timing: Parameters<typeof startAiServer>[0] = {},
  configuration: Partial<ServerConfiguration> = {},
  ring: string = ringText,
): Promise<ByokServer> {
  noteSecret(ringText.slice("test:".length));
  const world = await startAiServer(timing, configuration, { keyRing: readKeyRing(ring), sites: { ...quickTiming } });
  return await putOnEnterprise(world);
}

/** Another workspace of its own owner, on the server that runs. */
export async function startByokAfresh(world: AiServer): Promise<ByokServer> {
  return await putOnEnterprise(await startAfresh(world));
}

async function putOnEnterprise(world: AiServer): Promise<ByokServer> {
  const { owner, workspace, server } = world;
  const base = `/api/v1/workspaces/${workspace}`;
  let changes = 0;
  const read = async (response: Response): Promise<unknown> => {
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return await response.json();
  };
  const post = (path: string, json?: unknown, client: Client = owner) =>
    client.send("POST", `${base}/byok${path}`, json === undefined ? {} : { json });
  const changePlan = async (plan: string): Promise<void> => {
    changes += 1;
    await server.services.credits.changePlan({ workspace, plan, when: "now", actor: "test", key: `plan-${changes}` });
  };
  await changePlan("enterprise");
  return {
    ...world,
    base,
    post,
    changePlan,
    list: async () => ownKeyList.parse(await read(await owner.send("GET", `${base}/byok`))),
    connect: async (secret, scope = {}, label = "Production") =>
      ownKey.parse(await read(await post("", { label, secret, scope }))),
    setFallback: async (fallbackToCredits) => {
      await read(await owner.send("PUT", `${base}/byok`, { json: { fallbackToCredits } }));
    },
    readAudit: async () => auditPage.parse(await read(await owner.send("GET", `${base}/audit?limit=200`))).items,
  };
}
