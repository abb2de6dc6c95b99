import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Action,
  type ActionDetail,
  actionDetail,
  action as actionSchema,
  actionsPage,
  balance,
  type LedgerTransfer,
  ledgerTransfer,
  lotsPage,
  usage,
  verification,
} from "@dokly/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../src/command/run-command.ts";
import { type Month, monthReset, monthZone, playMonth } from "./month-of-actions.ts";
import { parseCsv } from "./parse-csv.ts";

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const folder = mkdtempSync(join(tmpdir(), "dokly-month-"));

let month: Month;
let log: readonly Action[];
let receipts: readonly ActionDetail[];
let ledger: readonly LedgerTransfer[];
let file: string;

const get = async (path: string, client = month.owner): Promise<Response> => {
  const response = await client.send("GET", `/api/v1/workspaces/${month.workspace}${path}`);
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response;
};

/** The log, page by page, as the panel reads it. */
async function readLog(): Promise<Action[]> {
  const rows: Action[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page = actionsPage.parse(await (await get(`/actions?limit=50${query}`)).json());
    rows.push(...page.items);
    cursor = page.nextCursor;
  }
  return rows;
}

beforeAll(async () => {
  month = await playMonth();
  log = await readLog();
  const read = async ({ id }: Action) => actionDetail.parse(await (await get(`/actions/${id}`)).json());
  const found: ActionDetail[] = [];
  for (const action of log) found.push(await read(action));
  receipts = found;
  file = await (await get("/ledger.jsonl")).text();
  const lines = file.trimEnd().split("\n").slice(1, -1);
  ledger = lines.map((line) => ledgerTransfer.parse(JSON.parse(line)));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await month?.ai.close();
});

const cost = ({ charged, refunded }: Pick<Action, "charged" | "refunded">): number => charged - refunded;
const isOfPeriod = ({ startedAt }: Action): boolean => startedAt >= monthReset;
/** The chart counts actions that were settled: what failed or was stopped before any output is none of them. */
const isCounted = ({ status, charged }: Action): boolean =>
  status === "succeeded" || (status === "cancelled" && charged > 0);
/** What a refund brought back as goodwill, since the lot that had paid was expired. */
const asGoodwill = ({ refunded, draws }: ActionDetail): number => refunded - sum(draws.map((draw) => draw.refunded));
const inZone = new Intl.DateTimeFormat("sv-SE", { timeZone: monthZone });
const dateOf = (at: string): string => inZone.format(new Date(at));

describe("a month of 200 actions of all kinds and outcomes, over a reset and a change of the clocks", () => {
  test("has all of them", () => {
    expect(log).toHaveLength(200);
    const has = (isOne: (action: Action) => boolean) => expect(log.filter(isOne).length).toBeGreaterThan(0);
    for (const kind of ["improve", "expand", "shorten", "simplify", "grammar", "tone", "custom", "continue"]) {
      has((action) => action.kind === kind && action.status === "succeeded" && action.charged > 0);
    }
    for (const kind of ["translate", "page", "render"]) has((action) => action.kind === kind && action.charged > 0);
    const codes = ["provider-overloaded", "provider-unreachable", "output-invalid", "output-cut-off", "hold-expired"];
    for (const code of codes) has(({ failure }) => failure?.code === code);
    has(({ status, charged }) => status === "cancelled" && charged === 0);
    has(({ status, charged }) => status === "cancelled" && charged > 0);
    has(({ status }) => status === "running");
    has(({ status, held }) => status === "succeeded" && held === 0);
    has(({ tags }) => tags.includes("demo"));
    has(({ tags }) => tags.includes("undone"));
    has(({ tags, status }) => tags.includes("byok") && status === "failed");
    has(({ tags, status }) => tags.includes("byok") && status === "succeeded");
    const byHand = receipts.filter(
      ({ status, refunded, tags }) => status !== "failed" && refunded > 0 && !tags.includes("undone"),
    );
    expect(byHand.filter((one) => cost(one) === 0).length).toBeGreaterThanOrEqual(2);
    expect(byHand.filter((one) => cost(one) > 0).length).toBeGreaterThanOrEqual(2);
    expect(byHand.filter((one) => asGoodwill(one) > 0).length).toBeGreaterThanOrEqual(2);
    expect(log.filter(isOfPeriod).length).toBeGreaterThan(20);
  });

  test("each receipt's sum can be done by hand from what it shows", () => {
    for (const { receipt, charged, held, status, ownKey, id } of receipts) {
      if (receipt === null) continue;
      let nanoDollars = 0n;
      for (const line of receipt.lines) {
        const price = BigInt(line.tokens) * BigInt(line.nanoDollarsPerToken);
        expect(price, id).toBe(BigInt(line.nanoDollars));
        nanoDollars += price;
      }
      const { input, output, cacheRead, cacheWrite, thinking } = receipt.usage;
      expect(sum(receipt.lines.map(({ tokens }) => tokens))).toBe(input + output + cacheRead + cacheWrite);
      expect(thinking).toBeLessThanOrEqual(output);
      expect(nanoDollars, id).toBe(BigInt(receipt.providerCostNanoDollars));
      // These run on the provider's own prices.
      expect(receipt.listPriceNanoDollars, id).toBe(receipt.providerCostNanoDollars);
      const perCredit = BigInt(receipt.nanoDollarsPerCredit);
      let credits = Number(nanoDollars / perCredit) + (nanoDollars % perCredit === 0n ? 0 : 1);
      if (credits < 1) credits = 1;
      if (credits > held) credits = held;
      if (ownKey !== undefined) expect(ownKey.nanoDollars).toBe(Number(nanoDollars));
      else if (status !== "failed") expect([receipt.credits, charged], id).toEqual([credits, credits]);
    }
    expect(receipts.filter(({ receipt, status }) => receipt !== null && status === "succeeded").length).toBeGreaterThan(
      100,
    );
  });

  test("each receipt's ledger lines and lots make its hold, its charge and its refunds", () => {
    for (const { id, transfers, draws, lots, held, charged, refunded, status } of receipts) {
      const moved = (cause: string) =>
        sum(transfers.filter((line) => line.cause === cause).map(({ credits }) => credits));
      expect([moved("hold"), moved("settle"), moved("refund")], id).toEqual([held, charged, refunded]);
      expect(sum(draws.map((draw) => draw.held)), id).toBe(held);
      expect(sum(draws.map((draw) => draw.charged)), id).toBe(charged);
      for (const draw of draws) {
        const ended = draw.charged + draw.returned + draw.expired + draw.reversed;
        expect(ended, id).toBe(status === "running" ? 0 : draw.held);
      }
      // Each lot that a line names is told of, by what it is.
      expect(new Set(lots.map((lot) => lot.id))).toEqual(new Set(transfers.map(({ lot }) => lot)));
      for (const { refundOf } of lots) if (refundOf !== null) expect(refundOf).toBe(id);
    }
  });

  test("CSV, JSON, the pages of the log and the receipts are the same rows", async () => {
    const jsonl = await (await get("/actions?format=jsonl")).text();
    const rows = jsonl.trimEnd().split("\n");
    expect(rows.map((row) => actionSchema.parse(JSON.parse(row)))).toEqual(log);
    const [head = [], ...cells] = parseCsv(await (await get("/actions?format=csv")).text());
    const column = (name: string) => cells.map((row) => row[head.indexOf(name)] ?? "");
    expect(column("id")).toEqual(log.map(({ id }) => id));
    for (const name of ["held", "charged", "refunded"] as const) {
      expect(column(name).map(Number)).toEqual(log.map((row) => row[name]));
      expect(receipts.map((receipt) => receipt[name])).toEqual(log.map((row) => row[name]));
    }
    expect(column("cost").map(Number)).toEqual(log.map(cost));
    expect(column("outcome")).toEqual(log.map(({ status }) => status));
  });

  test("the chart's days and kinds are the sums of the rows, day by day of the reader's zone", async () => {
    const { days } = usage.parse(await (await get(`/credits/usage?days=30&timeZone=${monthZone}`)).json());
    expect(days).toHaveLength(30);
    for (const { date, credits, actions, byKind } of days) {
      const rows = log.filter(({ startedAt }) => dateOf(startedAt) === date);
      expect([date, credits, actions]).toEqual([date, sum(rows.map(cost)), rows.filter(isCounted).length]);
      for (const [kind, amount] of Object.entries(byKind)) {
        expect([date, kind, amount]).toEqual([date, kind, sum(rows.filter((row) => row.kind === kind).map(cost))]);
      }
    }
    expect(sum(days.map(({ credits }) => credits))).toBe(sum(log.map(cost)));
    expect(sum(days.map(({ actions }) => actions))).toBe(log.filter(isCounted).length);
  });

  test("the meter's figures are those of the rows, and every grant is all accounted for", async () => {
    const found = balance.parse(await (await get("/credits")).json());
    const period = receipts.filter(isOfPeriod);
    expect(found.period.start).toBe(monthReset);
    expect(found.spent).toBe(sum(period.map(cost)) + sum(period.map(asGoodwill)));
    expect(found.held).toBe(sum(log.filter(({ status }) => status === "running").map(({ held }) => held)));
    expect(found.monthly + found.topUps + found.goodwill).toBe(found.spent + found.held + found.available);
    expect(found.refunds).toBe(sum(receipts.map(asGoodwill)));
    expect(found.refunds).toBeGreaterThan(0);

    const { items: lots, nextCursor } = lotsPage.parse(await (await get("/credits/lots")).json());
    expect(nextCursor).toBeNull();
    for (const lot of lots) {
      expect(lot.granted).toBe(lot.available + lot.held + lot.spent + lot.expired + lot.reversed);
      const draws = receipts.flatMap((receipt) => receipt.draws).filter((draw) => draw.lot === lot.id);
      expect(lot.spent, lot.id).toBe(sum(draws.map(({ charged, refunded }) => charged - refunded)));
    }
    expect(sum(lots.map(({ available }) => available))).toBe(found.available);
    expect(sum(lots.map(({ held }) => held))).toBe(found.held);
    expect(
      lots
        .filter(({ isAlive }) => isAlive)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(found.lots.map(({ id }) => id).sort());
    expect(lots.filter(({ refundOf }) => refundOf !== null).length).toBe(
      receipts.filter((one) => asGoodwill(one) > 0).length,
    );
    // The first page of one row, and the pages after it, are the same grants.
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = lotsPage.parse(await (await get(`/credits/lots?limit=3${cursor && `&cursor=${cursor}`}`)).json());
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(lots.map(({ id }) => id));
  });

  test("each ledger line is of one receipt or of a grant, and verify, the file and the meter end at the same credit", async () => {
    const ofReceipts = receipts.flatMap(({ transfers }) => transfers.map(({ sequence }) => sequence));
    expect(new Set(ofReceipts).size).toBe(ofReceipts.length);
    const rest = ledger.filter(({ sequence }) => !ofReceipts.includes(sequence));
    expect(rest.every(({ hold }) => hold === null)).toBe(true);
    expect(rest.length + ofReceipts.length).toBe(ledger.length);
    expect(ledger.map(({ sequence }) => sequence)).toEqual(ledger.map((_, index) => index + 1));

    const { available } = balance.parse(await (await get("/credits")).json());
    const verified = await month.owner.send("POST", `/api/v1/workspaces/${month.workspace}/verify`);
    const proof = verification.parse(await verified.json());
    expect(proof).toMatchObject({ ok: true, differing: 0, checked: { transfers: ledger.length, holds: 200 } });
    expect(proof.head.available).toBe(available);
    expect(ledger.at(-1)?.balanceAfter).toBe(available);
    writeFileSync(join(folder, "ledger.jsonl"), file);
    const written: string[] = [];
    const write = (line: string) => void written.push(line);
    const around = { environment: {}, workingFolder: folder, now: new Date(), write, writeError: write };
    expect(await runCommand(["verify-export", "ledger.jsonl"], around)).toBe(0);
    expect(written.join("")).toContain(String(ledger.length));
    expect(readFileSync(join(folder, "ledger.jsonl"), "utf8")).toBe(file);
  });

  test("an editor's own rows are a part of the month that adds up too, and viewers read its totals", async () => {
    const own = actionsPage.parse(await (await get("/actions?limit=200", month.editor)).json()).items;
    expect(own).toEqual(log.filter(({ member }) => member?.id === month.editor.id));
    expect(own.length).toBeGreaterThan(20);
    const asked = ["/credits", "/credits/lots", `/credits/usage?days=30&timeZone=${monthZone}`, "/credits/forecast"];
    for (const path of asked) {
      expect(await (await get(path, month.viewer)).json()).toEqual(await (await get(path)).json());
    }
  });
});
