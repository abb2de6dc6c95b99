import { createRoute, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import { WebhookRefusedError } from "../payments/payment-provider.ts";
import type { Services } from "../services.ts";
import { askProvider } from "./require-payments.ts";

const bytesMax = 1_000_000;

// No schema of the body: what is signed are its bytes, and reading them as JSON first would lose them.
const webhookRoute = createRoute({
  method: "post",
  path: "/webhooks/{provider}",
  summary: "Events of the payment provider, signed by it",
  security: [],
  // Strangers may send here: no more than this is read, whatever type it says to be of.
  middleware: bodyLimit({
    maxSize: bytesMax,
    onError: () => {
      throw new ProblemError("too-large", `A webhook holds at most ${bytesMax} bytes.`);
    },
  }),
  request: { params: z.object({ provider: z.string() }) },
  responses: { 200: jsonReply(z.object({ received: z.literal(true) }), "Stored"), ...problemReplies },
});

/**
 * POST /webhooks/stripe, or /webhooks/sandbox: the bytes as they came, checked, stored, answered, and acted on
 * afterwards. An event that is sent again is answered as the first time.
 */
export function registerWebhookRoutes(api: Router, services: Services): void {
  api.openapi(webhookRoute, async (c) => {
    const { payments } = services;
    if (payments === null || payments.provider.name !== c.req.valid("param").provider) {
      throw new ProblemError("not-found", "This Dokly takes no webhooks here.");
    }
    const body = new Uint8Array(await c.req.arrayBuffer());
    try {
      // Where the provider has to be asked what an event is about and is away, it is sent again.
      await askProvider(() => payments.receive({ body, headers: c.req.raw.headers }));
    } catch (error) {
      if (!(error instanceof WebhookRefusedError)) throw error;
      throw new ProblemError("webhook-refused", error.message);
    }
    services.clockwork?.nudge();
    return c.json({ received: true as const }, 200);
  });
}
