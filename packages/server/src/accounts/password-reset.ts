import type { NewPerson } from "./auth.ts";
import type { Mailer } from "./mailer.ts";

/** How long the link of a mail is good for, in seconds. */
export const resetSeconds = 60 * 60;

/** Mails the link that sets a new password; null where no mail leaves this server. */
export type SendPasswordReset = ((person: NewPerson, token: string) => Promise<void>) | null;

/** The token stands behind a `#`: no server on the way, and no log, reads what it allows. */
export function createPasswordReset({ mailer, publicUrl }: { mailer: Mailer; publicUrl: string }): SendPasswordReset {
  if (!mailer.isConfigured) return null;
  return ({ name, email }, token) => {
    const text = [
      `Hello ${name},`,
      "",
      "open this link to set a new password. It ends every sign-in of yours on other devices:",
      "",
      `${publicUrl}/new-password#${token}`,
      "",
      "It is valid for an hour and can be used once. If you did not ask for it, do nothing: your password stays.",
      "",
    ].join("\n");
    // Not waited for: how long a mail takes would tell whether somebody has this address. A failure is logged.
    void mailer.send({ to: email, subject: "Set a new password", text });
    return Promise.resolve();
  };
}
