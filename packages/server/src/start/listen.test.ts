import { once } from "node:events";
import { Agent, type IncomingMessage, request, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { closeListener, type Listener, listen } from "./listen.ts";

const agent = new Agent({ keepAlive: true });
let listener: Listener | undefined;
afterEach(() => listener?.server.closeAllConnections());

/** Asks once, over a connection that stays. */
async function ask(port: number): Promise<IncomingMessage> {
  const asked = request({ port, agent }).end();
  const [reply] = (await once(asked, "response")) as [IncomingMessage];
  reply.resume();
  return reply;
}

test("a connection that is idle outlives the minute that proxies keep it, so that none is ended under a request", async () => {
  listener = await listen("127.0.0.1", 0);
  const reply = await ask(listener.port);
  expect(reply.statusCode).toBe(503);
  expect(Number(/timeout=(\d+)/.exec(String(reply.headers["keep-alive"]))?.[1])).toBeGreaterThan(60);
});

test("a server that stops waits for the request that runs, and not for its connection", async () => {
  listener = await listen("127.0.0.1", 0);
  const responses: ServerResponse[] = [];
  listener.serve((_request, response) => void responses.push(response));
  const reply = ask(listener.port);
  await expect.poll(() => responses).toHaveLength(1);
  let isClosed = false;
  const closed = closeListener(listener.server, { graceMs: 30_000 }).then(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isClosed).toBe(false);
  responses[0]?.end("done");
  expect((await reply).statusCode).toBe(200);
  // Fails by the test's own time limit where the connection is waited for.
  await closed;
});
