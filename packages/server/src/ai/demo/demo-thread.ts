import { decodeGenerator, encode } from "gpt-tokenizer/encoding/o200k_base";
import { answerTasks } from "../answer-tasks.ts";
import type { ProviderRequest } from "../provider.ts";
import type { DemoText } from "./demo-provider.ts";
import { loadChecker } from "./grammar-checker.ts";
import { writeTask } from "./write-task.ts";

const asText = { disallowedSpecial: new Set<string>() };

answerTasks<ProviderRequest | "warm-up", DemoText | null>(async (request) => {
  if (request === "warm-up") {
    await loadChecker();
    return null;
  }
  const text = await writeTask(request.task);
  if (text === null) return null;
  const tokens = encode(text, asText);
  const written = tokens.slice(0, request.outputCapTokens);
  return {
    pieces: [...decodeGenerator(written)],
    tokensInput: encode(`${request.instructions}\n${request.prompt}`, asText).length,
    tokensOutput: written.length,
    isCut: written.length < tokens.length,
  };
});
