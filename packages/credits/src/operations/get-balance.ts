import type { Engine } from "../batch/run-batch.ts";
import { summarizeBalance } from "../domain/balance.ts";
import type { Balance, WorkspaceId } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { askBook } from "./question.ts";

/** The bucket of a workspace now. */
export async function getBalance(engine: Engine, input: { readonly workspace: WorkspaceId }): Promise<Balance> {
  return askBook(engine, checkWorkspace(input.workspace), (book) => summarizeBalance(book, engine.catalog));
}
