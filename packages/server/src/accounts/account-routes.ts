import { configuration, me } from "@dokly/contract";
import { createRoute } from "@hono/zod-openapi";
import { signedIn } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { demoSignIns } from "./demo-sign-ins.ts";

const meRoute = createRoute({
  method: "get",
  path: "/me",
  summary: "The signed-in person",
  middleware: signedIn(),
  responses: { 200: jsonReply(me, "Who is signed in"), ...problemReplies },
});

const configurationRoute = createRoute({
  method: "get",
  path: "/configuration",
  summary: "What a browser needs before anybody signs in",
  security: [],
  responses: { 200: jsonReply(configuration, "Nothing secret"), ...problemReplies },
});

/** GET /me and GET /configuration. */
export function registerAccountRoutes(api: Router, services: Services): void {
  api.openapi(meRoute, (c) => {
    const { caller } = c.var;
    if (caller.type !== "person") throw new ProblemError("scope-not-sufficient", "An API key is no person.");
    const { id, name, email, isOperator } = caller;
    return c.json({ id, name, email, isOperator }, 200);
  });
  api.openapi(configurationRoute, async (c) => {
    const { isProduction, signUp, anthropic } = services.configuration;
    return c.json(
      {
        isProduction,
        signUp,
        needsVerifiedEmail: services.freeCredits.needsVerifiedEmail,
        writer: anthropic === null ? ("demo" as const) : ("anthropic" as const),
        simulatedNow: services.simulatedClock?.isSimulated === true ? toInstant(services.now()) : null,
        mail: services.mailer.isConfigured ? ("smtp" as const) : ("shown-in-app" as const),
        demoSignIns: isProduction ? [] : await demoSignIns(services.database),
      },
      200,
    );
  });
}
