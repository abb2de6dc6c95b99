import { margins, marginsQuery } from "@dokly/contract";
import { createRoute } from "@hono/zod-openapi";
import { operatorOnly } from "../http/access.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { marginsOf, type PaidTopUps } from "./margins.ts";

const marginRoute = createRoute({
  method: "get",
  path: "/operator/margins",
  summary: "What kinds and models earn and cost, over a time",
  middleware: operatorOnly(),
  request: { query: marginsQuery },
  responses: { 200: jsonReply(margins, "One row for each kind and model"), ...problemReplies },
});

/** Over all workspaces: credits of top-ups that were paid for in a time, and what is left of the money. */
async function readPaid({ pool }: Services, { from, to }: { from: Date; to: Date }): Promise<PaidTopUps> {
  const { rows } = await pool.query<PaidTopUps>(
    `select coalesce(sum(amount_cents - least(amount_cents, taken_back_cents)), 0)::bigint as cents,
       coalesce(sum(credits), 0)::bigint as credits
     from dokly.paid_objects
     where kind = 'payment' and credits > 0 and granted_at is not null and found_at >= $1 and found_at < $2`,
    [from, to],
  );
  return rows[0] ?? { cents: 0n, credits: 0n };
}

/** GET /operator/margins. */
export function registerMargins(api: Router, services: Services): void {
  api.openapi(marginRoute, async (c) => {
    const { from, to } = c.req.valid("query");
    const time = { from: new Date(from), to: new Date(to) };
    const [found, paid] = await Promise.all([services.credits.sumMargins(time), readPaid(services, time)]);
    return c.json(marginsOf(found, { catalog: services.catalog, paid, from, to }), 200);
  });
}
