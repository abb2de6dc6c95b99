import type { FormReader } from "./form-reader.ts";
import { invalidRequest, missingObject } from "./stripe-problem.ts";

type Listed = { readonly id: string; readonly created?: number };

/** A page of a list, newest first, as `limit`, `starting_after`, `ending_before` and `created` ask for it. */
export function listPage<Item extends Listed>(form: FormReader, url: string, items: readonly Item[]) {
  const limit = form.integer("limit") ?? 10;
  const after = form.text("starting_after");
  const before = form.text("ending_before");
  const matching = items.filter(createdFilter(form));
  form.end();
  if (limit < 1 || limit > 100) throw invalidRequest("Invalid limit: must be between 1 and 100", { param: "limit" });
  const page = before === undefined ? pageAfter(matching, after, limit) : pageBefore(matching, before, limit);
  return { object: "list" as const, url, ...page };
}

function pageAfter<Item extends Listed>(items: readonly Item[], after: string | undefined, limit: number) {
  const start = after === undefined ? 0 : placeOf(items, after, "starting_after") + 1;
  return { data: items.slice(start, start + limit), has_more: items.length > start + limit };
}

function pageBefore<Item extends Listed>(items: readonly Item[], before: string, limit: number) {
  const end = placeOf(items, before, "ending_before");
  return { data: items.slice(Math.max(0, end - limit), end), has_more: end > limit };
}

function placeOf(items: readonly Listed[], id: string, param: string): number {
  const place = items.findIndex((item) => item.id === id);
  if (place < 0) throw missingObject("object", id, param);
  return place;
}

function createdFilter(form: FormReader): (item: Listed) => boolean {
  const range = form.child("created");
  const exact = form.integer("created");
  const bounds = {
    gte: range?.integer("gte") ?? Number.NEGATIVE_INFINITY,
    gt: range?.integer("gt") ?? Number.NEGATIVE_INFINITY,
    lte: range?.integer("lte") ?? Number.POSITIVE_INFINITY,
    lt: range?.integer("lt") ?? Number.POSITIVE_INFINITY,
  };
  return ({ created = 0 }) =>
    (exact === undefined || created === exact) &&
    created >= bounds.gte &&
    created > bounds.gt &&
    created <= bounds.lte &&
    created < bounds.lt;
}
