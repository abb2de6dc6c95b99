import type { Credits } from "../../src/index.ts";
import type { TestEngine } from "../histories/engines.ts";
import { show } from "../histories/match.ts";

export type RecordedEngine = { readonly engine: TestEngine; replies(): readonly string[] };

/**
 * Writes down what every instance of an engine was asked and how it answered, refusals too. Workspaces are served at
 * once, so the order of answers says nothing: they come sorted.
 */
export function recordReplies(engine: TestEngine): RecordedEngine {
  const lines: string[] = [];
  const start = (): Credits => recorded(engine.start(), (line) => lines.push(line));
  return { engine: { ...engine, start }, replies: () => lines.toSorted() };
}

function recorded(credits: Credits, record: (line: string) => void): Credits {
  return new Proxy(credits, {
    get: (target, verb: keyof Credits) => {
      const act: (input: never) => Promise<unknown> = target[verb];
      return (input: never) =>
        act(input).then(
          (reply) => {
            record(`${verb} ${show(input)} → ${show(reply)}`);
            return reply;
          },
          (error: unknown) => {
            record(`${verb} ${show(input)} ✗ ${show(error)}`);
            throw error;
          },
        );
    },
  });
}
