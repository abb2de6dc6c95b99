import { decodeGenerator, encode } from "gpt-tokenizer/encoding/o200k_base";
import { answerTasks } from "../answer-tasks.ts";
import type { ProviderRequest } from "../provider.ts";
import type { DemoText } from "./demo-provider.ts";
import { expand } from "./expand.ts";
import { correctGrammar } from "./grammar.ts";
import { tighten } from "./tighten.ts";

async function write({ task }: ProviderRequest): Promise<string> {
  if (task.kind === "grammar") return await correctGrammar(task.subject);
  if (task.kind === "improve") return tighten(await correctGrammar(task.subject));
  if (task.kind === "expand") return expand(task);
  throw new Error(`the demo writer has no way to do "${task.kind}"`);
}

answerTasks<ProviderRequest, DemoText>(async (request) => {
  const tokens = encode(await write(request), { disallowedSpecial: new Set() });
  const written = tokens.slice(0, request.outputCapTokens);
  return {
    pieces: [...decodeGenerator(written)],
    tokensInput: encode(`${request.instructions}\n${request.prompt}`, { disallowedSpecial: new Set() }).length,
    tokensOutput: written.length,
    isCut: written.length < tokens.length,
  };
});
