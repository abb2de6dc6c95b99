import { z } from "@hono/zod-openapi";
import { ProblemError } from "../http/problem-error.ts";
import type { QueueCursor } from "./report-queue.ts";

const shape = z.tuple([z.iso.datetime(), z.string().max(40)]);

/** The place behind which the next page begins, as clients carry it. */
export function formatCursor({ at, id }: QueueCursor): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");
}

/** @throws ProblemError `validation-failed` for anything that was not made here */
export function parseCursor(cursor: string | undefined): QueueCursor | null {
  if (cursor === undefined) return null;
  try {
    const [at, id] = shape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at: new Date(at), id };
  } catch {
    const message = "not a cursor of this list";
    throw new ProblemError("validation-failed", `cursor: ${message}.`, { errors: [{ path: "cursor", message }] });
  }
}
