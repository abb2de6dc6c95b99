import { Hono } from "hono";
import { registerAccountRoutes } from "./accounts/account-routes.ts";
import { registerAuthRoutes } from "./accounts/auth-routes.ts";
import { registerOperatorClaim } from "./accounts/operator-claim.ts";
import { registerAiRoutes } from "./ai/ai-routes.ts";
import { registerEstimateRoutes } from "./ai/estimates/estimate-routes.ts";
import { registerRunRoutes } from "./ai/run-routes.ts";
import { registerAlertRoutes } from "./alerts/alert-routes.ts";
import { registerApiKeyRoutes } from "./api-keys/api-key-routes.ts";
import { askAutoTopUp } from "./billing/ask-auto-top-up.ts";
import { registerAutoTopUpRoutes } from "./billing/auto-top-up-routes.ts";
import { registerBillingRoutes } from "./billing/billing-routes.ts";
import { registerPaymentFlagRoutes } from "./billing/payment-flag-routes.ts";
import { registerPriceRoutes } from "./billing/price-routes.ts";
import { registerTopUpRequestRoutes } from "./billing/top-up-request-routes.ts";
import { registerTopUpRoutes } from "./billing/top-up-routes.ts";
import { registerWebhookRoutes } from "./billing/webhook-routes.ts";
import { registerAuditRoutes } from "./byok/audit-routes.ts";
import { registerOwnKeyRoutes } from "./byok/own-key-routes.ts";
import { registerClockRoutes } from "./clock/clock-routes.ts";
import { registerActionRoutes } from "./credits/action-routes.ts";
import { registerBalanceRoutes } from "./credits/balance-routes.ts";
import { registerEventRoutes } from "./credits/event-routes.ts";
import { registerHoldRoutes } from "./credits/hold-routes.ts";
import { registerWaysOnRoutes } from "./credits/ways-on-routes.ts";
import { registerDocumentRoutes } from "./documents/document-routes.ts";
import { registerImportRoutes } from "./documents/import-routes.ts";
import { registerHealthRoutes } from "./http/health-routes.ts";
import { identifyCallers } from "./http/identify.ts";
import { jsonBodyLimit } from "./http/json-body-limit.ts";
import { registerOpenApi } from "./http/open-api.ts";
import { createProblemHandler } from "./http/problem-handler.ts";
import { requestContext } from "./http/request-context.ts";
import { createRouter, type Router, type ServerEnv } from "./http/router.ts";
import { answerUnmatched } from "./http/unmatched.ts";
import { registerLedgerKey, registerLedgerRoutes } from "./ledger/ledger-routes.ts";
import { registerLimitRoutes } from "./limits/limit-routes.ts";
import { registerInvitationRoutes } from "./members/invitation-routes.ts";
import { registerMemberRoutes } from "./members/member-routes.ts";
import { registerPageRunRoutes } from "./page-runs/page-run-routes.ts";
import { registerSandbox } from "./payments/sandbox/sandbox-routes.ts";
import type { Services } from "./services.ts";
import { registerSiteRoutes } from "./sites/site-routes.ts";
import { securityHeaders } from "./web-app/security-headers.ts";
import { registerWebApp } from "./web-app/web-app.ts";
import { registerWorkspaceRoutes } from "./workspaces/workspace-routes.ts";

const version = "0.1.0";

/** The whole HTTP application: `/api/v1`, `/api/auth`, health, and the web app. */
export function createApp(services: Services): Hono<ServerEnv> {
  const { configuration } = services;
  const app = new Hono<ServerEnv>();
  app.use(requestContext(services.logger));
  app.use(securityHeaders({ isHttps: configuration.publicUrl.startsWith("https:") }));
  app.onError(createProblemHandler(services.catalog));
  app.notFound(answerUnmatched(app));

  registerHealthRoutes(app, services);
  registerAuthRoutes(app, services);
  const api = createRouter();
  api.use(identifyCallers(services));
  api.use(jsonBodyLimit());
  api.use(askAutoTopUp(services));
  registerRoutes(api, services);
  registerOpenApi(api, version);
  app.route("/api/v1", api);
  registerLedgerKey(app, services);
  registerSandbox(app, services);
  registerWebApp(app, services.webFolder);
  return app;
}

/** Every feature's routes, each under `/api/v1`. */
function registerRoutes(api: Router, services: Services): void {
  registerAccountRoutes(api, services);
  registerOperatorClaim(api, services);
  registerClockRoutes(api, services);
  registerWorkspaceRoutes(api, services);
  registerMemberRoutes(api, services);
  registerInvitationRoutes(api, services);
  registerApiKeyRoutes(api, services);
  registerDocumentRoutes(api, services);
  registerImportRoutes(api, services);
  registerBalanceRoutes(api, services);
  registerWaysOnRoutes(api, services);
  registerPriceRoutes(api, services);
  registerTopUpRoutes(api, services);
  registerWebhookRoutes(api, services);
  registerBillingRoutes(api, services);
  registerAutoTopUpRoutes(api, services);
  registerTopUpRequestRoutes(api, services);
  registerPaymentFlagRoutes(api, services);
  registerActionRoutes(api, services);
  registerLedgerRoutes(api, services);
  registerAlertRoutes(api, services);
  registerLimitRoutes(api, services);
  registerHoldRoutes(api, services);
  registerEventRoutes(api, services);
  registerAiRoutes(api, services);
  registerRunRoutes(api, services);
  registerSiteRoutes(api, services);
  registerPageRunRoutes(api, services);
  registerEstimateRoutes(api, services);
  registerOwnKeyRoutes(api, services);
  registerAuditRoutes(api, services);
}
