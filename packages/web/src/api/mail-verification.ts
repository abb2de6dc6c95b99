import { send } from "./client.ts";

/** Mails the link again that verifies an address. */
export async function mailVerification(email: string): Promise<void> {
  await send("/api/auth/send-verification-email", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ email }),
  });
}
