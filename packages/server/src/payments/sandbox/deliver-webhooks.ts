import type { Payments } from "../create-payments.ts";
import type { SandboxContext } from "./sandbox-provider.ts";
import { sandboxSignatureHeader, signSandboxWebhook } from "./sandbox-webhooks.ts";

const atOnce = 50;

/** Sends the sandbox's webhooks that are due: signed bytes, checked and stored as those of any provider. */
export async function deliverWebhooks(
  { store, secret }: SandboxContext,
  payments: Pick<Payments, "receive">,
): Promise<void> {
  for (const webhook of await store.dueWebhooks(atOnce)) {
    const body = Buffer.from(webhook.body);
    const headers = new Headers({ [sandboxSignatureHeader]: signSandboxWebhook(body, secret) });
    await payments.receive({ body, headers });
    await store.setSent(webhook);
  }
}
