import { registerEndSessions } from "../accounts/end-sessions.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { registerOperatorActions } from "./action-routes.ts";
import { registerOperatorAudit } from "./audit-routes.ts";
import { registerRunningHolds } from "./hold-routes.ts";
import { registerMargins } from "./margin-routes.ts";
import { registerRefundNotices } from "./refund-notice-routes.ts";
import { registerOperatorSearch } from "./search-routes.ts";
import { registerOperatorVerify } from "./verify-routes.ts";
import { registerWorkspaceActs } from "./workspace-act-routes.ts";
import { registerOperatorWorkspaces } from "./workspace-routes.ts";

/** The console: every route under /operator, and what members are told of it. */
export function registerOperatorRoutes(api: Router, services: Services): void {
  registerOperatorSearch(api, services);
  registerOperatorWorkspaces(api, services);
  registerWorkspaceActs(api, services);
  registerOperatorActions(api, services);
  registerRunningHolds(api, services);
  registerEndSessions(api, services);
  registerMargins(api, services);
  registerOperatorAudit(api, services);
  registerOperatorVerify(api, services);
  registerRefundNotices(api, services);
}
