import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { childEnvironment } from "../../../../test-servers/child-environment.ts";
import { commandProgram } from "../start/built-programs.ts";

/** Runs the command line as a process of its own, in which nobody sits at a terminal. */
async function run(line: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["--no-warnings", commandProgram, ...line], {
    env: { ...childEnvironment, DOKLY_DATA: "/nonexistent", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, out, errors };
}

test("start runs the server as a process of its own, and ends as it ends", async () => {
  const { code, errors } = await run(["start"], { PORT: "none" });
  expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining("PORT") });
});

test("without a terminal there is no progress on standard error, and no colour anywhere", async () => {
  const away = { DATABASE_URL: "postgres://127.0.0.1:1/none" };
  const { code, out, errors } = await run(["verify", "--json"], away);
  expect({ code, error: JSON.parse(out).error }).toEqual({
    code: 3,
    error: { code: "database", message: errors.trim() },
  });
  expect([...out, ...errors].filter((letter) => letter < " " && letter !== "\n")).toEqual([]);
});
