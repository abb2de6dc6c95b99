import { apply } from "../model/ledger.ts";
import type { ModelState, Request } from "../model/state.ts";
import type { Ids, Outcome } from "./engine-driver.ts";
import { match, show } from "./match.ts";
import type { LaneWorld, World } from "./world.ts";

/** A request and its final answer. Uncertain: a fault struck, so an earlier attempt of it may have counted. */
export type Sent = { readonly request: Request; readonly outcome: Outcome; readonly isUncertain: boolean };

/**
 * Keeps the models that give these very answers under some order of the requests that were sent at once (P18, P21).
 * Answers may leave open which order it was (of two extensions, say); then several models stay, until a later answer
 * tells them apart. Throws with the first difference when none is left.
 */
export function agree(world: World, lane: LaneWorld, ids: Ids, sent: readonly Sent[]): void {
  if (sent.length === 0) return;
  const possible = new Map<string, ModelState>();
  let firstDifference: string | null = null;
  let bindings: Ids = new Map();
  for (const before of lane.models) {
    for (const order of ordersOf(sent)) {
      const model = sent.length === 1 && lane.models.length === 1 ? before : structuredClone(before);
      const tried = tryOrder(world, model, ids, order);
      if (typeof tried === "string") {
        firstDifference ??= tried;
        continue;
      }
      bindings = tried;
      possible.set(show(model.workspaces), model);
    }
  }
  if (possible.size === 0) throw new Error(`${lane.workspace}: ${firstDifference ?? "no order was tried"}`);
  for (const [label, id] of bindings) ids.set(label, id);
  lane.models = [...possible.values()];
}

/** Moves the model along one order; gives the ids that the answers brought, or the first difference. */
function tryOrder(world: World, model: ModelState, ids: Ids, order: readonly Sent[]): Ids | string {
  const known: Ids = new Map(ids);
  for (const { request, outcome, isUncertain } of order) {
    const predicted = apply(model, request, world.clock);
    const { difference, bindings } = match(predicted, outcome, known, isUncertain);
    if (difference !== null) return `${request.verb}: ${difference}`;
    for (const [label, id] of bindings) known.set(label, id);
  }
  return known;
}

function ordersOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    ordersOf(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
