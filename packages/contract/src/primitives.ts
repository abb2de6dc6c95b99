import { z } from "zod";

/** Whole credits on the wire: a JSON integer from 0 to 2^53-1. */
export const creditsAmount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** An instant on the wire: ISO 8601 in UTC, as `2026-11-05T09:00:00Z`. */
export const instant = z.iso.datetime();

/** A calendar date on the wire, as `2026-11-05`. */
export const calendarDate = z.iso.date();

/** Money on the wire: integer cents of the currency that stands beside it. */
export const cents = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Provider cost on the wire: integer nano-dollars (1 dollar = 1,000,000,000). */
export const nanoDollars = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A workspace's public id. */
export const workspaceId = z.string().regex(/^ws_[0-9a-z]+$/);

/** An action's public id. */
export const actionId = z.string().regex(/^act_[0-9a-z]+$/);

/** A hold's public id. */
export const holdId = z.string().regex(/^hold_[0-9a-z]+$/);

/** Where a browser comes back to: a path of this Dokly, and never an address elsewhere. */
export const returnTo = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/, "a path of this Dokly, as /w/…");

/** An opaque cursor of a paged list; absent for the first page. */
export const cursor = z.string().max(512);

/** Roles of a member in a workspace, the most powerful first. */
export const roles = ["owner", "admin", "editor", "viewer"] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** A text without half a character (a lone surrogate), which would be stored as another one. */
export const wholeText = z.string().refine((text) => text.isWellFormed(), { message: "holds half a character" });
