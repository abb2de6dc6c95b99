import { expect, test } from "vitest";
import { createLogger } from "../../src/logging/create-logger.ts";

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger("debug", { write: (line: string) => void lines.push(line) }));
  return lines.join("");
}

test("a line is one JSON object with its level, its time and its fields", () => {
  const line = logged((logger) => logger.child({ requestId: "req_1" }).info({ status: 200 }, "request"));
  expect(JSON.parse(line)).toMatchObject({ level: "info", requestId: "req_1", status: 200, msg: "request" });
});

test.each([
  ["a password", { password: "hidden-word" }],
  ["a cookie of a request", { request: { headers: { cookie: "hidden-word" } } }],
  ["an API key", { headers: { "x-api-key": "hidden-word", authorization: "Bearer hidden-word" } }],
  ["a connection string", { databaseUrl: "postgresql://dokly:hidden-word@db/dokly" }],
])("%s is not written", (_what, fields) => {
  expect(logged((logger) => logger.info(fields, "a"))).not.toContain("hidden-word");
});

test("of an error its message, its code and its cause are kept, and rows and requests are not", () => {
  const cause = Object.assign(new Error("duplicate key"), {
    code: "23505",
    detail: "Key (email)=(hidden-word) exists",
  });
  const error = Object.assign(
    new Error("failed at postgresql://dokly:hidden-word@db/dokly with sk-ant-hidden-word", { cause }),
    {
      request: { body: "hidden-word" },
    },
  );
  const line = logged((logger) => logger.error({ err: error }, "failed"));
  expect(line).not.toContain("hidden-word");
  expect(JSON.parse(line).err).toMatchObject({
    message: expect.stringContaining("failed at"),
    cause: { code: "23505" },
  });
});
