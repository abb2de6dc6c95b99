import { randomUUID } from "node:crypto";
import { createAnthropic } from "@ai-sdk/anthropic";
import { wrapLanguageModel } from "ai";
import { type AnthropicTestServer, startAnthropicTestServer } from "../../../../test-servers/anthropic/server.ts";
import { type MeterLanguageModelOptions, meterLanguageModel } from "../../src/ai-sdk/meter-language-model.ts";
import { type Credits, createCredits, type EndedHold, shippedCatalog } from "../../src/index.ts";
import { openEngineDatabase } from "../databases/engine-database.ts";

/** An engine and a stand-in for the provider, for the tests of one file. */
export async function startMeteredWorld() {
  const database = await openEngineDatabase();
  const credits = createCredits({ database: database.port, catalog: shippedCatalog });
  const provider = await startAnthropicTestServer();
  return {
    credits,
    provider,
    open: () => openMeteredWorkspace(credits, provider),
    close: async () => {
      await provider.close();
      await credits.close();
      await database.drop();
    },
  };
}

export type MeteredWorld = Awaited<ReturnType<typeof startMeteredWorld>>;
export type MeteredWorkspace = Awaited<ReturnType<typeof openMeteredWorkspace>>;

/** One workspace of 50 credits, and models that are metered for it; `ends` and `faults` are what they told. */
async function openMeteredWorkspace(credits: Credits, provider: AnthropicTestServer) {
  const { workspace } = await credits.openWorkspace({ externalId: randomUUID(), plan: "free", actor: "test" });
  const ends: EndedHold[] = [];
  const faults: unknown[] = [];
  const anthropic = createAnthropic({ baseURL: `${provider.url}/v1`, apiKey: "test-key" });
  return {
    workspace,
    ends,
    faults,
    model: (more: Partial<MeterLanguageModelOptions> = {}) =>
      wrapLanguageModel({
        model: anthropic("claude-sonnet-5-5"),
        middleware: meterLanguageModel({
          credits,
          catalog: shippedCatalog,
          workspace,
          kind: "chat",
          holdCredits: 10n,
          onEnd: (end) => ends.push(end),
          onFault: (fault) => faults.push(fault),
          ...more,
        }),
      }),
    balance: async () => {
      const { held, spent, available } = await credits.getBalance({ workspace });
      return { held, spent, available };
    },
    /** Actions as they stand in the log, oldest first. */
    log: async () => (await credits.listActions({ workspace })).items.toReversed(),
    receipt: async (action: string) => (await credits.getAction({ workspace, action })).receipt,
    /** Throws where something does not add up, or a hold is left. */
    checkNothingLeft: async () => {
      const { differences } = await credits.verify({ workspace });
      const { held } = await credits.getBalance({ workspace });
      if (differences.length > 0 || held > 0n) throw new Error(`held ${held}, ${JSON.stringify(differences)}`);
    },
  };
}
