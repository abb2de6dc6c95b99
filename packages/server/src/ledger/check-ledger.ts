import { type LedgerHead, type LedgerKeys, ledgerBeginning, ledgerHead, ledgerTransfer } from "@dokly/contract";
import { beginReplay, type Finding, parseWorkspaceId, type Replay, replayLine } from "@dokly/credits";
import type { z } from "zod";
import { checkSignature } from "./ledger-key.ts";

/** What is wrong with a line of the file, counted from 1. */
export type BadLine = Finding & { readonly line: number };

export type CheckedLedger = {
  readonly workspace: string;
  readonly transfers: number;
  readonly lots: number;
  /** Where all credits that were ever granted are, by the lines. */
  readonly credits: Readonly<Record<"granted" | "available" | "held" | "spent" | "expired" | "reversed", bigint>>;
  readonly head: LedgerHead | null;
  /** Null: no key was given. */
  readonly signature: "right" | "wrong" | "unknown-key" | null;
  /** The first one, and how many there are; null: the file is right. */
  readonly first: BadLine | null;
  readonly bad: number;
};

/** A file that is no ledger at all. */
export class NoLedgerError extends Error {
  override readonly name = "NoLedgerError";
}

type State = {
  workspace: string;
  number: bigint;
  readonly replay: Replay;
  transfers: number;
  head: LedgerHead | null;
  first: BadLine | null;
  bad: number;
};

/**
 * Checks a ledger's file with the rules that the engine itself checks by: each line's hash, sums and order, that the
 * head is what the last line says, and who signed it.
 * @throws NoLedgerError where the first line does not begin one
 */
export async function checkLedger(lines: AsyncIterable<string>, keys: LedgerKeys | null): Promise<CheckedLedger> {
  const state: State = {
    workspace: "",
    number: 0n,
    replay: beginReplay(),
    transfers: 0,
    head: null,
    first: null,
    bad: 0,
  };
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (line === 1) begin(state, text);
    else if (text !== "") look(state, text, line);
  }
  if (line === 0) throw new NoLedgerError("The file is empty.");
  if (state.head === null) note(state, line + 1, { what: "head", expected: "a last line with it", found: "none" });
  const signature = keys === null || state.head === null ? null : checkSignature(state.head, keys);
  if (signature === "wrong") {
    note(state, line, { what: "signature", expected: "one of the published key", found: "another" });
  }
  if (signature === "unknown-key") {
    note(state, line, { what: "signature", expected: "a published key", found: state.head?.signature.key ?? "" });
  }
  const { workspace, transfers, head, first, bad, replay } = state;
  return { workspace, transfers, lots: replay.lots.size, credits: sumOf(replay), head, signature, first, bad };
}

function begin(state: State, text: string): void {
  const found = read(ledgerBeginning, text);
  if ("problem" in found) throw new NoLedgerError(`The file is no ledger of Dokly: ${found.problem}`);
  const { workspace, workspaceNumber } = found.value;
  state.workspace = workspace;
  state.number = BigInt(workspaceNumber);
  const expected = parseWorkspaceId(workspace);
  if (expected !== state.number) {
    note(state, 1, { what: "workspaceNumber", expected: String(expected), found: workspaceNumber });
  }
}

function look(state: State, text: string, line: number): void {
  if (state.head !== null) {
    note(state, line, { what: "line", expected: "none after the head", found: "one" });
  } else if (text.startsWith('{"type":"head"')) {
    lookAtHead(state, text, line);
  } else {
    lookAtTransfer(state, text, line);
  }
}

function lookAtTransfer(state: State, text: string, line: number): void {
  const found = read(ledgerTransfer, text);
  if ("problem" in found) {
    note(state, line, { what: "line", expected: "a transfer", found: found.problem });
    return;
  }
  const { type: _type, ...transfer } = found.value;
  const { replay } = state;
  replayLine(replay, {
    ...transfer,
    workspace: state.number,
    sequence: BigInt(transfer.sequence),
    credits: BigInt(transfer.credits),
    lot: BigInt(transfer.lot),
    hold: transfer.hold === null ? null : BigInt(transfer.hold),
    at: new Date(transfer.at),
    effectiveAt: new Date(transfer.effectiveAt),
    balanceAfter: BigInt(transfer.balanceAfter),
  });
  state.transfers += 1;
  for (const finding of replay.findings.splice(0)) note(state, line, finding);
}

function lookAtHead(state: State, text: string, line: number): void {
  const found = read(ledgerHead, text);
  if ("problem" in found) {
    note(state, line, { what: "head", expected: "a head", found: found.problem });
    return;
  }
  const head = found.value;
  state.head = head;
  const { replay } = state;
  const compare = (what: string, expected: unknown, said: unknown) => {
    if (expected !== said) note(state, line, { what, expected: String(expected), found: String(said) });
  };
  compare("head workspace", state.workspace, head.workspace);
  compare("head sequence", Number(replay.sequence), head.sequence);
  compare("head hash", replay.hash, head.hash);
  compare("head available", Number(replay.available), head.available);
}

function note(state: State, line: number, finding: Finding): void {
  state.first ??= { line, ...finding };
  state.bad += 1;
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): { value: z.output<Schema> } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: "no JSON" };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: issue === undefined ? "something else" : `${issue.path.join(".") || "line"}: ${issue.message}` };
}

function sumOf({ lots }: Replay): CheckedLedger["credits"] {
  const sum = { granted: 0n, available: 0n, held: 0n, spent: 0n, expired: 0n, reversed: 0n };
  for (const lot of lots.values()) {
    for (const part of ["granted", "available", "held", "spent", "expired", "reversed"] as const)
      sum[part] += lot[part];
  }
  return sum;
}
