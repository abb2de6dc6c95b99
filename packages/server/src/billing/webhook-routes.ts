import type { Hono } from "hono";
import { ProblemError } from "../http/problem-error.ts";
import type { Router, ServerEnv } from "../http/router.ts";
import { WebhookRefusedError } from "../payments/payment-provider.ts";
import type { Services } from "../services.ts";
import { askProvider } from "./require-payments.ts";

const bytesMax = 1_000_000;

/**
 * POST /webhooks/stripe, or /webhooks/sandbox: the bytes as they came, checked, stored, answered, and acted on
 * afterwards. An event that is sent again is answered as the first time.
 */
export function registerWebhookRoutes(api: Router, services: Services): void {
  const plain: Hono<ServerEnv> = api;
  plain.post("/webhooks/:provider", async (c) => {
    const { payments } = services;
    if (payments === null || payments.provider.name !== c.req.param("provider")) {
      throw new ProblemError("not-found", "This Dokly takes no webhooks here.");
    }
    const body = new Uint8Array(await c.req.arrayBuffer());
    if (body.length > bytesMax) throw new ProblemError("too-large", `A webhook holds at most ${bytesMax} bytes.`);
    try {
      // Where the provider has to be asked what an event is about and is away, it is sent again.
      await askProvider(() => payments.receive({ body, headers: c.req.raw.headers }));
    } catch (error) {
      if (!(error instanceof WebhookRefusedError)) throw error;
      throw new ProblemError("webhook-refused", error.message);
    }
    services.clockwork?.nudge();
    return c.json({ received: true }, 200);
  });
}
