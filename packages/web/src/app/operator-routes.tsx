import { actionStatuses } from "@dokly/contract";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { signedInRoute } from "./signed-in-route.tsx";

const operatorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/operator",
  component: lazyRouteComponent(() => import("../operator/operator-shell.tsx"), "OperatorShell"),
});

const operatorFindRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/",
  validateSearch: z.object({ q: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../operator/find-page.tsx"), "FindPage"),
});

const operatorWorkspaceRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/workspaces/$workspace",
  validateSearch: z.object({
    member: z.string().optional().catch(undefined),
    outcome: z.enum(actionStatuses).optional().catch(undefined),
    document: z.string().optional().catch(undefined),
    q: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../operator/workspace-page.tsx"), "OperatorWorkspacePage"),
});

const operatorActionRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/actions/$action",
  component: lazyRouteComponent(() => import("../operator/action-page.tsx"), "ActionPage"),
});

const operatorHoldsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/holds",
  component: lazyRouteComponent(() => import("../operator/holds-page.tsx"), "HoldsPage"),
});

const operatorFlagsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/payments",
  component: lazyRouteComponent(() => import("../operator/flags-page.tsx"), "FlagsPage"),
});

const operatorMarginsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/margins",
  component: lazyRouteComponent(() => import("../operator/margins-page.tsx"), "MarginsPage"),
});

const operatorAuditRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/audit",
  component: lazyRouteComponent(() => import("../operator/audit-page.tsx"), "AuditPage"),
});

const operatorMasterKeysRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/master-keys",
  component: lazyRouteComponent(() => import("../operator/master-keys-page.tsx"), "MasterKeysPage"),
});

const operatorEstimatesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/estimates",
  component: lazyRouteComponent(() => import("../operator/estimates-page.tsx"), "EstimatesPage"),
});

const operatorClockRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/clock",
  component: lazyRouteComponent(() => import("../clock/clock-page.tsx"), "ClockPage"),
});

const operatorReportsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/reports",
  component: lazyRouteComponent(() => import("../reports/report-queue-page.tsx"), "ReportQueuePage"),
});

const operatorReportRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: "/reports/$report",
  component: lazyRouteComponent(() => import("../reports/report-page.tsx"), "ReportPage"),
});

/** What concerns the deployment as a whole. */
export const operatorRoutes = operatorRoute.addChildren([
  operatorFindRoute,
  operatorWorkspaceRoute,
  operatorActionRoute,
  operatorHoldsRoute,
  operatorFlagsRoute,
  operatorMarginsRoute,
  operatorAuditRoute,
  operatorMasterKeysRoute,
  operatorEstimatesRoute,
  operatorClockRoute,
  operatorReportsRoute,
  operatorReportRoute,
]);
