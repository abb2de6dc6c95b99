import { createServer } from "node:http";
import { operatorVerification } from "@dokly/contract";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, expect } from "vitest";
import type { z } from "zod";
import type { ServerConfiguration } from "../../src/configuration/server-configuration.ts";
import { type Person, startTestServer, type TestServer } from "../server-harness.ts";

export const dayMs = 86_400_000;

/** A server on a socket with an operator, and a workspace with an owner and an editor. */
export type OperatorWorld = {
  readonly server: TestServer;
  readonly operator: Person;
  readonly owner: Person;
  readonly editor: Person;
  readonly workspace: string;
  /** How far business time is ahead. */
  aheadMs: number;
  /** The operator's request, under a key of its own unless given; null: without one. */
  send(method: string, path: string, json?: unknown, key?: string | null): Promise<Response>;
  read<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>>;
  /** A running hold of the editor's. */
  place(credits: bigint): Promise<{ readonly hold: string; readonly action: string; readonly state: string }>;
  settle(hold: string, credits: bigint, requestId?: string): Promise<void>;
  /** An action of the editor's that was charged. */
  charge(credits: bigint, requestId?: string): Promise<string>;
  nextKey(): string;
  /** Fails where a sum differs from the transfers. */
  close(): Promise<void>;
};

/**
 * One for a test file: it starts before its first test, ends after its last, and can be taken apart before it has
 * started.
 */
export function useOperatorWorld(changes: Partial<ServerConfiguration> = {}): Omit<OperatorWorld, "close"> {
  let started: OperatorWorld | undefined;
  const world = (): OperatorWorld => {
    if (started === undefined) throw new Error("The world of operators starts with the tests");
    return started;
  };
  beforeAll(async () => {
    started = await startOperatorWorld(changes);
  });
  afterAll(() => started?.close());
  return {
    get server() {
      return world().server;
    },
    get operator() {
      return world().operator;
    },
    get owner() {
      return world().owner;
    },
    get editor() {
      return world().editor;
    },
    get workspace() {
      return world().workspace;
    },
    get aheadMs() {
      return world().aheadMs;
    },
    set aheadMs(ms) {
      world().aheadMs = ms;
    },
    send: (...asked) => world().send(...asked),
    read: (...asked) => world().read(...asked),
    place: (...asked) => world().place(...asked),
    settle: (...asked) => world().settle(...asked),
    charge: (...asked) => world().charge(...asked),
    nextKey: () => world().nextKey(),
  };
}

async function startOperatorWorld(changes: Partial<ServerConfiguration> = {}): Promise<OperatorWorld> {
  const time = { aheadMs: 0 };
  const server = await startTestServer(changes, { now: () => new Date(Date.now() + time.aheadMs) });
  const operator = await server.signUp("Opal Operator", "operator@dokly.test");
  const owner = await server.signUp("Olga Owner");
  const workspace = await server.workspaceOf(owner);
  const editor = await server.member(workspace, "editor");
  const listener = getRequestListener(server.app.fetch);
  const http = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const address = http.address();
  const base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/api/v1`;
  let keys = 0;
  const nextKey = () => `key-${++keys}`;
  const { credits } = server.services;

  const send: OperatorWorld["send"] = (method, path, json, key = nextKey()) =>
    fetch(`${base}${path}`, {
      method,
      headers: {
        cookie: operator.cookie,
        origin: server.services.configuration.publicUrl,
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...(key === null || method === "GET" ? {} : { "idempotency-key": key }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  const place: OperatorWorld["place"] = (amount) => {
    const key = nextKey();
    return credits.placeHold({
      workspace,
      key,
      fingerprint: key,
      credits: amount,
      deadlineMs: 600_000,
      action: {
        kind: "improve",
        member: editor.id,
        document: { path: "guide/intro.md", title: "Intro" },
        model: null,
        estimate: { low: 1n, high: amount },
        group: null,
        isDemo: false,
      },
      actor: "test",
    });
  };
  const settle: OperatorWorld["settle"] = async (hold, amount, requestId = "req_of_the_provider") => {
    const end = { charge: { credits: amount }, status: "succeeded", actor: "test", requestId } as const;
    await credits.settleHold({ workspace, hold, ...end });
  };
  return {
    server,
    operator,
    owner,
    editor,
    workspace,
    get aheadMs() {
      return time.aheadMs;
    },
    set aheadMs(ms) {
      time.aheadMs = ms;
    },
    send,
    read: async (schema, path) => {
      const response = await send("GET", path);
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return schema.parse(await response.json());
    },
    place,
    settle,
    charge: async (amount, requestId) => {
      const { hold, action } = await place(amount + 2n);
      await settle(hold, amount, requestId);
      return action;
    },
    nextKey,
    close: async () => {
      const verified = operatorVerification.parse(await (await send("POST", "/operator/verify", {})).json());
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await server.close();
      expect(verified).toMatchObject({ ok: true, differences: [] });
    },
  };
}
