/** Reads rows of the engine's tables; `text` is one statement without parameters. */
export type ReadRows = (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

type Row = Readonly<Record<string, unknown>>;
type Parts = { available: bigint; held: bigint; spent: bigint; expired: bigint; reversed: bigint };
const PARTS = ["available", "held", "spent", "expired", "reversed"] as const;
const ENDS: Readonly<Record<string, string>> = { settle: "settled", release: "released", "hold-expiry": "expired" };

/**
 * Adds the whole ledger up from its lines, by nothing but the invariants of SPEC section 9, and compares every stored
 * figure with the sum: P1 conservation, P2 balanced lines, P3 nothing negative at any line, P7 one end, P15 held = Σ
 * running holds, P18 numbering and `balance_after`, P19 replay. Gives a sentence for each thing that is wrong.
 * Independent of the engine's own `verify`.
 */
export async function auditLedger(read: ReadRows, workspaceIds: string | null = null): Promise<readonly string[]> {
  const where = workspaceIds === null ? "" : `where workspace_id in (${workspaceIds})`;
  const tables = ["accounts", "lots", "holds", "actions", "transfers", "usage_slots"];
  const [accounts = [], lots, holds, actions, transfers, slots] = await Promise.all(
    tables.map((table) => {
      const order = table === "transfers" ? " order by workspace_id, sequence" : "";
      return read(`select * from credits.${table} ${where}${order}`);
    }),
  );
  const of = [lots, holds, actions, transfers, slots].map((rows) =>
    Map.groupBy(rows ?? [], (row) => row["workspace_id"]),
  );
  return accounts.flatMap((account) => {
    const [ownLots = [], ownHolds = [], ownActions = [], ownTransfers = [], ownSlots = []] = of.map((rows) =>
      rows.get(account["workspace_id"]),
    );
    const own = { lots: ownLots, holds: ownHolds, actions: ownActions, transfers: ownTransfers, slots: ownSlots };
    const problems = [...auditLines(account, own), ...auditHolds(own), ...auditSlots(own)];
    return problems.map((problem) => `${String(account["external_id"])}: ${problem}`);
  });
}

type Rows = Record<"lots" | "holds" | "actions" | "transfers" | "slots", readonly Row[]>;

/** Folds the lines into the five parts of each lot and compares them with the lot's row. */
function auditLines(account: Row, rows: Rows): readonly string[] {
  const problems: string[] = [];
  const folded = new Map<unknown, Parts>();
  let expected = 0n;
  let available = 0n;
  let latest = Number.NEGATIVE_INFINITY;
  for (const line of rows.transfers) {
    expected += 1n;
    const name = `line ${String(line["sequence"])}`;
    if (line["sequence"] !== expected) problems.push(`${name} stands where ${expected} belongs`);
    const credits = amountOf(line, "credits");
    const parts = folded.get(line["lot_id"]) ?? { available: 0n, held: 0n, spent: 0n, expired: 0n, reversed: 0n };
    folded.set(line["lot_id"], parts);
    for (const part of PARTS) {
      if (line["from_account"] === part) parts[part] -= credits;
      if (line["to_account"] === part) parts[part] += credits;
      if (parts[part] < 0n) problems.push(`${name} leaves ${part} of lot ${String(line["lot_id"])} below zero`);
    }
    if (line["from_account"] === line["to_account"] || credits <= 0n) problems.push(`${name} moves nothing`);
    available = [...folded.values()].reduce((sum, lot) => sum + lot.available, 0n);
    if (line["balance_after"] !== available)
      problems.push(`${name} says ${String(line["balance_after"])}, it is ${available}`);
    const at = timeOf(line, "at");
    if (at < latest) problems.push(`${name} is earlier than the line before`);
    latest = at;
  }
  if (account["last_sequence"] !== expected)
    problems.push(`the account counts ${String(account["last_sequence"])} lines`);
  for (const lot of rows.lots) {
    const parts = folded.get(lot["lot_id"]);
    const wrong = PARTS.filter((part) => lot[part] !== (parts?.[part] ?? 0n));
    if (wrong.length > 0) problems.push(`lot ${String(lot["lot_id"])} differs from its lines in ${wrong.join(", ")}`);
    const sum = PARTS.reduce((total, part) => total + amountOf(lot, part), 0n);
    if (sum !== lot["granted"]) problems.push(`lot ${String(lot["lot_id"])} adds up to ${sum}`);
    const isMarkedDead = lot["expired_at"] !== null;
    if (isMarkedDead && lot["available"] !== 0n) problems.push(`lot ${String(lot["lot_id"])} is dead and has credits`);
  }
  if (folded.size > rows.lots.length) problems.push("lines speak of a lot that is not there");
  return problems;
}

/** Each hold: its draws, its lines, its one end and its action say the same. */
function auditHolds(rows: Rows): readonly string[] {
  const problems: string[] = [];
  for (const hold of rows.holds) {
    const id = hold["hold_id"];
    const lines = rows.transfers.filter((line) => line["hold_id"] === id);
    const moved = (from: string, to: string): bigint =>
      lines
        .filter((line) => line["from_account"] === from && line["to_account"] === to)
        .reduce((sum, line) => sum + amountOf(line, "credits"), 0n);
    const left = lines
      .filter((line) => line["from_account"] === "held")
      .reduce((sum, line) => sum + amountOf(line, "credits"), 0n);
    const isRunning = hold["state"] === "held";
    if (moved("available", "held") !== hold["credits"]) problems.push(`hold ${String(id)} did not draw its credits`);
    if (left !== (isRunning ? 0n : hold["credits"])) problems.push(`hold ${String(id)} gave up ${left} credits`);
    if (moved("held", "spent") !== hold["charged"])
      problems.push(`hold ${String(id)} was charged otherwise than its lines`);
    const given = lines.filter((line) => line["cause"] === "refund");
    const refunded = given.reduce((sum, line) => sum + amountOf(line, "credits"), 0n);
    const ends = new Set(lines.map((line) => ENDS[String(line["cause"])]).filter((end) => end !== undefined));
    if (ends.size > 1 || (ends.size === 1 && !ends.has(String(hold["state"])))) {
      problems.push(`hold ${String(id)} is ${String(hold["state"])} and its lines say ${[...ends].join(", ")}`);
    }
    const action = rows.actions.find((row) => row["action_id"] === id);
    if (action !== undefined && action["refunded"] !== refunded) {
      problems.push(`action ${String(id)} shows ${String(action["refunded"])} refunded, its lines ${refunded}`);
    }
    if (action === undefined) problems.push(`hold ${String(id)} has no action`);
    else if (action["charged"] !== hold["charged"] || action["held"] !== hold["credits"]) {
      problems.push(`action ${String(id)} shows other amounts than its hold`);
    } else if ((action["status"] === "running") !== isRunning) {
      problems.push(`action ${String(id)} is ${String(action["status"])}, its hold ${String(hold["state"])}`);
    }
  }
  const running = rows.holds.filter((hold) => hold["state"] === "held");
  const held = rows.lots.reduce((sum, lot) => sum + amountOf(lot, "held"), 0n);
  const reserved = running.reduce((sum, hold) => sum + amountOf(hold, "credits"), 0n);
  if (held !== reserved) problems.push(`the lots hold ${held}, the running holds ${reserved}`);
  if (rows.actions.length !== rows.holds.length) problems.push("actions and holds are not one to one");
  return problems;
}

/** What the chart adds up is what the actions finally cost. */
function auditSlots(rows: Rows): readonly string[] {
  const charted = rows.slots.reduce((sum, slot) => sum + amountOf(slot, "credits"), 0n);
  const cost = rows.actions.reduce(
    (sum, action) => sum + amountOf(action, "charged") - amountOf(action, "refunded"),
    0n,
  );
  return charted === cost ? [] : [`the chart adds up to ${charted}, the actions to ${cost}`];
}

function amountOf(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value !== "bigint") throw new Error(`${column} is no bigint`);
  return value;
}

function timeOf(row: Row, column: string): number {
  const value = row[column];
  if (!(value instanceof Date)) throw new Error(`${column} is no instant`);
  return value.getTime();
}
