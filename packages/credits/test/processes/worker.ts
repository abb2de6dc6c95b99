import pg from "pg";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type Credits, CreditsError, createCredits, shippedCatalog } from "../../src/index.ts";
import { workspaceOf } from "../histories/test-workspace.ts";
import type { Acknowledged, FromWorker, Task, ToWorker } from "./workers.ts";

/**
 * One process of its own with one engine, as one server of several has it. It is told its task by its parent, says when
 * it is ready, starts on "go", and may be killed at any moment.
 */
const task = JSON.parse(process.env["DOKLY_TEST_TASK"] ?? "") as Task;
const pool = new pg.Pool({ connectionString: task.url, max: 4, pipeline: task.isPipelined });
pool.on("error", () => undefined);
const credits = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog });

function tell(message: FromWorker): void {
  process.send?.(message);
}

/** What this engine then remembers of the workspace, the other processes make outdated. */
async function warmUp(all: Extract<Task, { kind: "holds" }>): Promise<void> {
  const w = workspaceOf(credits, all.workspace);
  const { hold } = await w.hold(1n, { key: `${all.name} first` });
  await w.release(hold);
}

/** Sends all holds at once and reports each answer by its code. */
async function holdAll(all: Extract<Task, { kind: "holds" }>): Promise<void> {
  const w = workspaceOf(credits, all.workspace);
  const codes = await Promise.all(
    Array.from({ length: all.holds }, (_, index) =>
      w.hold(BigInt(all.credits), { key: `${all.name} ${index}` }).then(() => "held", codeOf),
    ),
  );
  tell({ say: "codes", codes });
}

function codeOf(error: unknown): string {
  return error instanceof CreditsError ? error.code : `not coded: ${String(error)}`;
}

/** Holds and ends without pause, and tells of each answer after it came; a fault is answered by asking again. */
async function keepBusy(load: Extract<Task, { kind: "load" }>, engine: Credits): Promise<never> {
  const callers = Array.from({ length: load.callers }, async (_, caller) => {
    for (let turn = 0; ; turn += 1) {
      const workspace = load.workspaces[(caller + turn) % load.workspaces.length] ?? "";
      const w = workspaceOf(engine, workspace);
      const key = `${load.name} ${caller} ${turn}`;
      const { hold } = await w.hold(3n, { key, deadlineMs: load.deadlineMs });
      const held: Acknowledged = { workspace, key, hold, state: "held", charged: 0 };
      tell({ say: "acknowledged", ...held });
      if (turn % 5 === 4) continue;
      const end = turn % 3 === 0 ? await w.release(hold) : await w.settle(hold, 2n);
      tell({ say: "acknowledged", ...held, state: end.state, charged: Number(end.charged) });
    }
  });
  throw await Promise.race(callers.map((caller) => caller.catch((error: unknown) => error)));
}

process.on("message", (message: ToWorker) => {
  if (message === "end") process.exit(0);
  const work = task.kind === "holds" ? holdAll(task) : keepBusy(task, credits);
  work.catch((error: unknown) => tell({ say: "failed", reason: codeOf(error) }));
});
process.on("disconnect", () => process.exit(0));

await pool.query("select 1");
if (task.kind === "holds") await warmUp(task);
tell({ say: "ready" });
