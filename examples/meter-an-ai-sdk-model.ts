import { anthropic } from "@ai-sdk/anthropic";
import { createCredits, type EndedHold, migrateCredits, shippedCatalog } from "@dokly/credits";
import { meterLanguageModel } from "@dokly/credits/ai-sdk";
import { pgliteDatabase } from "@dokly/credits/pglite";
import { PGlite } from "@electric-sql/pglite";
import { streamText, wrapLanguageModel } from "ai";

// ANTHROPIC_API_KEY is the provider's key. Nothing below is special to this provider: any model of the SDK is metered.
const database = pgliteDatabase(await PGlite.create());
await migrateCredits(database);
const catalog = shippedCatalog;
const credits = createCredits({ database, catalog });
const { workspace } = await credits.openWorkspace({ externalId: "acme", plan: "free", actor: "example" });

/** A model that is paid for by the workspace: at most 5 credits for each request. */
function chatModel(key: string, onEnd: (end: EndedHold) => void) {
  const middleware = meterLanguageModel({ credits, catalog, workspace, kind: "chat", holdCredits: 5n, key, onEnd });
  return wrapLanguageModel({ model: anthropic("claude-sonnet-5-5"), middleware });
}

/** Asks, and stops after so many pieces of text; says what came and what it cost. */
async function ask(key: string, prompt: string, pieces = Number.POSITIVE_INFINITY): Promise<void> {
  const ended = Promise.withResolvers<EndedHold>();
  const stop = new AbortController();
  const model = chatModel(key, ended.resolve);
  // No retries by the SDK: each would be a request with a hold of its own.
  const answer = streamText({ model, prompt, abortSignal: stop.signal, maxRetries: 0, onError: () => undefined });
  let text = "";
  for await (const part of answer.stream) {
    if (part.type !== "text-delta") continue;
    text += part.text;
    pieces -= 1;
    if (pieces === 0) stop.abort();
  }
  const { state, charged, returned, available } = await ended.promise;
  console.log(`${key}: ${JSON.stringify(text)}`);
  console.log(`  ${state}: charged ${charged}, returned ${returned}, available ${available}`);
}

await ask("finished", "Say hello to Acme.");
await ask("stopped", "Say hello to Acme.", 1);
await ask("failed", "Say hello to Acme.");
