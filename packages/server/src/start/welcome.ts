import { demoPassword, demoPeople } from "../accounts/demo-sign-ins.ts";
import type { RunningServer } from "./start-server.ts";

/** What the terminal shows once the server answers: where it is and how to sign in. */
export function welcome(server: Pick<RunningServer, "configuration" | "embedded" | "hasDemo" | "notices">): string {
  const { configuration, embedded, hasDemo, notices } = server;
  const writer =
    configuration.anthropic === null
      ? "the built-in demo writer (set ANTHROPIC_API_KEY for the real one)"
      : "Anthropic";
  const payments = {
    stripe: "Stripe's",
    sandbox: "the sandbox's, where no money moves (set STRIPE_SECRET_KEY to sell)",
    none: "nobody's: nothing is sold here",
  }[configuration.payments.type];
  const database = embedded === null ? "yours, by DATABASE_URL" : `embedded, in ${embedded.folder}`;
  const lines = [
    ...notices,
    "",
    `  Dokly is ready: ${configuration.publicUrl}`,
    "",
    `  Text is written by  ${writer}`,
    `  Payments            ${payments}`,
    `  Database            ${database}`,
  ];
  if (hasDemo) {
    lines.push(
      `  Sign in as          ${demoPeople.map((person) => person.email).join(", ")}`,
      `                      password ${demoPassword}, or one click on the sign-in page`,
    );
  }
  return [...lines, "", "  Ctrl+C stops it.", ""].join("\n");
}
