import type { ActionKind, AiOptions } from "@dokly/contract";
import { hold } from "@dokly/contract";
import type { Behaviour, Fault } from "../../../../test-servers/anthropic/server.ts";
import { createApp } from "../../src/app.ts";
import { drawMasterKey, readKeyRing } from "../../src/byok/key-ring.ts";
import { createServices } from "../../src/create-services.ts";
import { type AiServer, startAiServer } from "../ai/ai-harness.ts";
import { readEvents, readRun } from "../ai/read-run.ts";
import { type Client, clientOf, type Person } from "../server-harness.ts";

/** The zone of who reads the month: its clocks go back on 25 October 2037, between two of its nights. */
export const monthZone = "Europe/Berlin";
const day = 86_400_000;
const firstDay = Date.UTC(2037, 9, 14);
const signUpAt = new Date("2037-10-06T07:00:00Z");
/** The reset that the month crosses. */
export const monthReset = "2037-11-06T07:00:00.000Z";
/** When the month is read: the evening of the 12th of November in Berlin, so that the chart has all of it. */
const lastAt = new Date("2037-11-12T20:00:00Z");

/** What the 200 actions are, 20 at a time; some of them differ in the places below. */
const pattern = [
  ...(["improve", "expand", "grammar", "fail", "shorten", "translate", "meter", "tone", "continue", "custom"] as const),
  ...(["demo", "simplify", "simplify", "improve", "stop", "expand", "give-back", "grammar", "tone", "page"] as const),
];
type Move = (typeof pattern)[number] | "stop-early" | "expire" | "nothing" | "undo";
const differing: Readonly<Record<number, Move>> = {
  10: "stop-early",
  43: "undo",
  47: "nothing",
  50: "stop-early",
  56: "expire",
  81: "undo",
  96: "expire",
  110: "stop-early",
  121: "undo",
  136: "expire",
  150: "stop-early",
};
const faults: readonly Fault[] = [
  { kind: "status", status: 529 },
  { kind: "socket-cut" },
  { kind: "empty-output" },
  { kind: "status", status: 401 },
  { kind: "cut-at-cap" },
];

/** A workspace that has gone through the month, and who is in it. */
export type Month = {
  readonly ai: AiServer;
  readonly workspace: string;
  readonly owner: Person;
  readonly editor: Person;
  readonly viewer: Person;
  /** Business time, as every server of it sees. */
  readonly now: () => Date;
};

/** Plays 200 actions of all kinds and outcomes, over a reset and a change of the clocks, by really running them. */
export async function playMonth(): Promise<Month> {
  let now = signUpAt;
  const keyRing = readKeyRing(drawMasterKey("month"));
  const ai = await startAiServer({}, {}, { keyRing, now: () => now });
  const { workspace, owner, server } = ai;
  const { credits } = server.services;
  const base = { workspace, actor: "operator" };
  const editor = await server.member(workspace, "editor");
  const month = { ai, workspace, owner, editor, viewer: await server.member(workspace, "viewer"), now: () => now };
  const player = createPlayer(month, await server.keyOf(workspace, ["meter", "read"]));
  await credits.changePlan({ ...base, plan: "pro", when: "now", key: "pro" });
  const grant = (source: "top-up" | "goodwill", amount: bigint, reason: string) =>
    credits.grant({ ...base, source, credits: amount, reason, key: reason });
  /** What happens between two actions, by the number of the later one. */
  const between: Readonly<Record<number, () => Promise<unknown>>> = {
    40: async () => {
      await credits.changePlan({ ...base, plan: "enterprise", when: "now", monthlyCredits: 3_000n, key: "enterprise" });
      await player.connectKey();
    },
    60: () => grant("top-up", 500n, "Order 1"),
    95: () => grant("goodwill", 40n, "Sorry for the outage"),
    175: async () => {
      // Of the month before: what had paid is expired, so these come as goodwill.
      await player.refund(0, "whole");
      await player.refund(19, "part");
    },
    170: () => grant("top-up", 200n, "Order 2"),
    190: async () => {
      await player.refund(180, "whole");
      await player.refund(179, "part");
    },
  };
  for (const [index, move] of movesOf().entries()) {
    now = instantOf(index);
    await between[index]?.();
    await player.play(move, index);
  }
  now = lastAt;
  await player.meter({ credits: 7, seconds: 3_600 });
  return month;
}

function movesOf(): readonly Move[] {
  return Array.from({ length: 199 }, (_, index) => differing[index] ?? pattern[index % pattern.length] ?? "improve");
}

/** About seven a day, also near midnight, and twice within the hour that Berlin has twice. */
function instantOf(index: number): Date {
  const twice: Readonly<Record<number, string>> = { 75: "2037-10-25T00:30:00Z", 76: "2037-10-25T01:30:00Z" };
  const told = twice[index];
  if (told !== undefined) return new Date(told);
  return new Date(firstDay + Math.floor((index * 29 * day) / 199) + (index % 7) * 61_000);
}

function faultOf(index: number): Fault {
  return faults[Math.floor(index / pattern.length) % faults.length] ?? { kind: "socket-cut" };
}

const text =
  "The kettle are on, and teh water is hot. Somebody should make tea, for everybody who waits in the kitchen.";
const options: Readonly<Partial<Record<ActionKind, AiOptions>>> = {
  tone: { tone: "formal" },
  custom: { instruction: "Name the kettle." },
  translate: { language: "de" },
};

function createPlayer(month: Omit<Month, "now"> & { now: () => Date }, meterKey: Client) {
  const { ai, workspace, owner, editor } = month;
  const base = `/api/v1/workspaces/${workspace}`;
  const ids: string[] = [];
  let keys = 0;
  let demo: Client | null = null;

  const bodyOf = (kind: ActionKind, index: number): object => {
    if (kind === "page") {
      const brief = "How a new kettle is set up: what it needs, how it starts, who fills it.";
      return { kind, input: {}, options: { title: `Kettle ${index}`, brief }, maxCredits: 100 };
    }
    if (kind === "continue")
      return { kind, input: { ...ai.body.input, range: { start: 44, end: 44 } }, maxCredits: 100 };
    const input = index % 3 === 0 ? { text } : ai.body.input;
    return { kind, input, options: options[kind] ?? {}, maxCredits: 100 };
  };
  const clientOfIndex = (index: number): Client => (index % 3 === 2 ? editor : owner);
  const post = (body: object, client: Client): Promise<Response> => ai.postRun(body, { client });
  async function run(kind: ActionKind, index: number, behaviour: Behaviour, client = clientOfIndex(index)) {
    ai.anthropic.next(behaviour);
    const ran = await readRun(await post(bodyOf(kind, index), client));
    return ran.end.action.id;
  }
  async function stop(index: number, isEarly: boolean): Promise<string> {
    ai.anthropic.next(isEarly ? { firstByteMs: 400 } : { isPaused: true, inputTokens: 700 });
    const events = readEvents(await post(bodyOf("improve", index), owner));
    let id = "";
    for (let next = await events.next(); next.done !== true; next = await events.next()) {
      if (next.value.event === "held") id = next.value.data.actionId;
      if (next.value.event === (isEarly ? "held" : "text")) break;
    }
    await ai.cancel(id);
    ai.anthropic.resume();
    await events.return(undefined);
    return id;
  }
  async function meter({ credits, seconds }: { credits: number; seconds: number }) {
    const headers = { "idempotency-key": `meter-${keys++}` };
    const json = { credits, kind: "render", deadlineSeconds: seconds };
    const placed = await meterKey.send("POST", `${base}/holds`, { json, headers });
    return hold.parse(await placed.json()).id;
  }
  const end = async (id: string, how: "settle" | "release", json: object = {}): Promise<void> => {
    const response = await meterKey.send("POST", `${base}/holds/${id}/${how}`, { json });
    if (!response.ok) throw new Error(await response.text());
  };
  async function runDemo(index: number): Promise<string> {
    demo ??= clientOf(demoAppOf(month), { cookie: owner.cookie });
    return (await readRun(await post(bodyOf("grammar", index * 3), demo))).end.action.id;
  }
  async function undo(index: number): Promise<string> {
    const id = await run("improve", index, { inputTokens: 600, outputTokens: 200 }, owner);
    const response = await owner.send("POST", `${base}/actions/${id}/undo`);
    if (!response.ok) throw new Error(await response.text());
    return id;
  }
  const newest = async (): Promise<string> => {
    const page = await ai.server.services.credits.listActions({ workspace, limit: 1 });
    return page.items[0]?.id ?? "";
  };

  async function playOne(move: Move, index: number): Promise<string> {
    // Sums of all sizes: below one credit, exact ones, cached input and thinking.
    const plain: Behaviour = {
      inputTokens: 100 + ((index * 37) % 700),
      outputTokens: 20 + ((index * 53) % 220),
      ...(index % 4 === 1 && { cacheReadTokens: 2_048, cacheWriteTokens: 64 * (index % 9) }),
      ...(index % 5 === 2 && { thinkingTokens: 12 }),
    };
    switch (move) {
      case "meter": {
        const credits = 5 + (index % 11);
        await end(await meter({ credits, seconds: 60 }), "settle", { credits: credits - (index % 5) });
        return await newest();
      }
      case "give-back":
        await end(await meter({ credits: 9, seconds: 60 }), "release");
        return await newest();
      case "nothing":
        await end(await meter({ credits: 0, seconds: 60 }), "settle", { credits: 0 });
        return await newest();
      case "expire":
        await meter({ credits: 11, seconds: 1 });
        return await newest();
      case "fail":
        return await run("improve", index, { fault: faultOf(index) });
      case "stop":
      case "stop-early":
        return await stop(index, move === "stop-early");
      case "demo":
        return await runDemo(index);
      case "undo":
        return await undo(index);
      case "page":
        return await run(move, index, { text: "A kettle needs water.\n", inputTokens: 900, outputTokens: 2_400 });
      case "simplify":
        return index % 40 === 32
          ? await run(move, index, { fault: { kind: "status", status: 529 } })
          : await run(move, index, plain);
      case "improve":
      case "expand":
      case "shorten":
      case "grammar":
      case "tone":
      case "custom":
      case "continue":
      case "translate":
        return await run(move, index, plain);
    }
  }
  return {
    play: async (move: Move, index: number) => {
      ids[index] = await playOne(move, index);
    },
    meter,
    connectKey: async () => {
      const json = { label: "Ours", secret: `sk-ant-api03-month-${"x".repeat(40)}`, scope: { kinds: ["simplify"] } };
      const connected = await owner.send("POST", `${base}/byok`, { json });
      if (!connected.ok) throw new Error(await connected.text());
      // Kinds that are not the key's go on with credits.
      await owner.send("PUT", `${base}/byok`, { json: { fallbackToCredits: true } });
    },
    refund: async (index: number, how: "whole" | "part") => {
      const action = ids[index] ?? "";
      const { charged } = await ai.readDetail(action);
      const credits = how === "whole" ? BigInt(charged) : BigInt(Math.ceil(charged / 2));
      await ai.server.services.credits.refund({
        workspace,
        action,
        credits,
        reason: "The text was not usable",
        actor: "operator",
        key: `refund-${index}`,
      });
    },
  };
}

/** Another server on the same database, which has no provider: what it writes is the demo's. */
function demoAppOf({ ai, now }: Pick<Month, "ai" | "now">): ReturnType<typeof createApp> {
  const { configuration, logger, pool, credits } = ai.server.services;
  return createApp(
    createServices({
      configuration: { ...configuration, anthropic: null },
      logger,
      pool,
      credits,
      webFolder: "/nonexistent",
      isPaymentsDriven: false,
      now,
      keyRing: null,
    }),
  );
}
