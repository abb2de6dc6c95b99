import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type RawWebhook, type WebhookEvent, WebhookRefusedError } from "../payment-provider.ts";

export const sandboxSignatureHeader = "sandbox-signature";

const event = z.object({
  id: z.string().min(1).max(200),
  type: z.string().min(1).max(200),
  createdAt: z.iso.datetime().transform((text) => new Date(text)),
  about: z.array(
    z.object({ kind: z.enum(["payment", "invoice", "subscription", "card-setup"]), id: z.string().max(200) }),
  ),
});

/** The signature of a webhook's bytes. */
export function signSandboxWebhook(body: Uint8Array, secret: string): string {
  return createHmac("sha256", secret).update("webhook").update(body).digest("hex");
}

/** Checks a webhook of the sandbox as one of any provider: by its signature over the bytes that came. */
export async function readSandboxWebhook({ body, headers }: RawWebhook, secret: string): Promise<WebhookEvent> {
  const given = Buffer.from(headers.get(sandboxSignatureHeader) ?? "");
  const expected = Buffer.from(signSandboxWebhook(body, secret));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new WebhookRefusedError("The signature is not the sandbox's.");
  }
  const parsed = event.safeParse(JSON.parse(Buffer.from(body).toString("utf8")));
  if (!parsed.success) throw new WebhookRefusedError("This is no event of the sandbox.");
  return parsed.data;
}
