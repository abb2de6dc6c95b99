import { estimateQuality, estimateQualityQuery } from "@dokly/contract";
import { createRoute, z } from "@hono/zod-openapi";
import { access, operatorOnly } from "../../http/access.ts";
import { jsonReply, problemReplies } from "../../http/replies.ts";
import type { Router } from "../../http/router.ts";
import type { Services } from "../../services.ts";
import { summarizeQuality } from "./estimate-quality.ts";

const workspaceRoute = createRoute({
  method: "get",
  path: "/workspaces/{w}/ai/estimate-quality",
  summary: "How often this workspace's charges lay within what was shown",
  middleware: access({ scope: "read" }),
  request: { params: z.object({ w: z.string() }), query: estimateQualityQuery },
  responses: { 200: jsonReply(estimateQuality, "Figures per kind"), ...problemReplies },
});

const operatorRoute = createRoute({
  method: "get",
  path: "/operator/estimates",
  summary: "How often the charges of the whole deployment lay within what was shown",
  middleware: operatorOnly(),
  request: { query: estimateQualityQuery },
  responses: { 200: jsonReply(estimateQuality, "Figures per kind"), ...problemReplies },
});

/** GET …/ai/estimate-quality and GET /operator/estimates. */
export function registerEstimateRoutes(api: Router, { ai }: Services): void {
  api.openapi(workspaceRoute, async (c) => {
    const { days } = c.req.valid("query");
    const rows = await ai.estimates.store.readOutcomes({ workspace: c.var.workspace.id, days });
    return c.json(summarizeQuality(rows, days), 200);
  });
  api.openapi(operatorRoute, async (c) => {
    const { days } = c.req.valid("query");
    return c.json(summarizeQuality(await ai.estimates.store.readOutcomes({ workspace: null, days }), days), 200);
  });
}
