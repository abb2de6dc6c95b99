import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLogDestination } from "../../src/logging/log-destination.ts";

const line = (level: string, msg: string): string => `{"level":"${level}","msg":"${msg}"}\n`;

test("routine lines of one turn are written together, and an error takes along what came before it at once", async () => {
  const written: string[] = [];
  const destination = createLogDestination({ write: (text: string) => void written.push(text) });
  destination.write(line("info", "a"));
  destination.write(line("info", "b"));
  expect(written).toEqual([]);
  await turn();
  expect(written).toEqual([line("info", "a") + line("info", "b")]);

  destination.write(line("info", "c"));
  destination.write(line("error", "d"));
  expect(written.at(-1)).toBe(line("info", "c") + line("error", "d"));
  await turn();
  expect(written).toHaveLength(2);
});

test("many lines of one turn are not kept until its end", () => {
  const written: string[] = [];
  const destination = createLogDestination({ write: (text: string) => void written.push(text) });
  for (let count = 0; count < 250; count += 1) destination.write(line("info", "a"));
  expect(written).toHaveLength(2);
  expect(written.join("").split("\n")).toHaveLength(201);
});
