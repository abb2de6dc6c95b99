import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { z } from "zod";
import { isProblem } from "../api/problem.ts";
import { configurationQuery, meQuery } from "../api/session.ts";
import { workspacesQuery } from "../api/workspaces.ts";
import { DocumentsPage } from "../documents/documents-page.tsx";
import { SettingsLayout } from "../settings/settings-layout.tsx";
import { InvitationPage } from "../sign-in/invitation-page.tsx";
import { SignInPage } from "../sign-in/sign-in-page.tsx";
import { SignUpPage } from "../sign-in/sign-up-page.tsx";
import { WorkspacesPage } from "../sign-in/workspaces-page.tsx";
import { parseLogSearch } from "../usage/log-search.ts";
import { LoadingPage } from "./loading-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { RouteErrorPage } from "./route-error-page.tsx";
import { WorkspaceShell } from "./workspace-shell.tsx";

type RouterContext = { queryClient: QueryClient };

/** Where to go after signing in: a path of this app, never another site. */
const returnTo = z
  .string()
  .regex(/^\/(?![/\\])/)
  .optional()
  .catch(undefined);
const signInSearch = z.object({ returnTo, ended: z.boolean().optional().catch(undefined) });
const signUpSearch = z.object({ returnTo, email: z.string().optional().catch(undefined) });

const rootRoute = createRootRouteWithContext<RouterContext>()({
  loader: ({ context }) => context.queryClient.ensureQueryData(configurationQuery),
  component: Outlet,
  // Below this route the frame of a workspace has the main landmark; here it stands alone.
  errorComponent: (props) => (
    <main>
      <RouteErrorPage {...props} />
    </main>
  ),
  notFoundComponent: () => (
    <main>
      <NotFoundPage />
    </main>
  ),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: signInSearch,
  component: SignInPage,
});

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-up",
  validateSearch: signUpSearch,
  component: SignUpPage,
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitations/$id",
  component: InvitationPage,
});

/** Everything below needs a session; who has none signs in and comes back. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      await Promise.all([
        context.queryClient.ensureQueryData(meQuery),
        context.queryClient.ensureQueryData(workspacesQuery),
      ]);
    } catch (error) {
      if (!isProblem(error, "not-signed-in")) throw error;
      throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { returnTo: location.href } });
    }
  },
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  beforeLoad: async ({ context }) => {
    const { items } = await context.queryClient.ensureQueryData(workspacesQuery);
    const [first] = items;
    if (first === undefined) throw redirect({ to: "/workspaces" });
    throw redirect({ to: "/w/$workspace", params: { workspace: first.id } });
  },
});

const workspacesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/workspaces",
  component: WorkspacesPage,
});

const workspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/w/$workspace",
  loader: async ({ context, params }) => {
    const { items } = await context.queryClient.ensureQueryData(workspacesQuery);
    return { known: items.some((workspace) => workspace.id === params.workspace) };
  },
  component: WorkspaceShell,
});

const documentsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/",
  component: DocumentsPage,
});

const editorRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/pages/$",
  component: lazyRouteComponent(() => import("../editor/editor-page.tsx"), "EditorPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/settings",
  component: SettingsLayout,
});

const usageRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/account/ai-usage",
  validateSearch: parseLogSearch,
  component: lazyRouteComponent(() => import("../usage/usage-page.tsx"), "UsagePage"),
});

const sitesRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/sites",
  component: lazyRouteComponent(() => import("../sites/sites-page.tsx"), "SitesPage"),
});

const newSiteRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/sites/new",
  component: lazyRouteComponent(() => import("../sites/new-site-page.tsx"), "NewSitePage"),
});

const siteRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/sites/$site",
  component: lazyRouteComponent(() => import("../sites/site-page.tsx"), "SitePage"),
});

const pageRunsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/page-runs",
  component: lazyRouteComponent(() => import("../page-runs/page-runs-page.tsx"), "PageRunsPage"),
});

const pageRunRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/page-runs/$run",
  component: lazyRouteComponent(() => import("../page-runs/page-run-page.tsx"), "PageRunPage"),
});

const voiceRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/voice",
  component: lazyRouteComponent(() => import("../settings/voice-page.tsx"), "VoicePage"),
});

const planRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/plan",
  validateSearch: z.object({
    awaiting: z.string().max(40).optional().catch(undefined),
    checkout: z.literal("left").optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../billing/plan-page.tsx"), "PlanPage"),
});

const billingRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/billing",
  validateSearch: z.object({
    topUp: z.string().max(80).optional().catch(undefined),
    awaiting: z.literal("card").optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../billing/billing-page.tsx"), "BillingPage"),
});

const limitsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/limits",
  component: lazyRouteComponent(() => import("../limits/limits-page.tsx"), "LimitsPage"),
});

const membersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/members",
  component: lazyRouteComponent(() => import("../settings/members-page.tsx"), "MembersPage"),
});

const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/api-keys",
  component: lazyRouteComponent(() => import("../settings/api-keys-page.tsx"), "ApiKeysPage"),
});

const ownKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/ai/own-key",
  component: lazyRouteComponent(() => import("../byok/own-keys-page.tsx"), "OwnKeysPage"),
});

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

const routeTree = rootRoute.addChildren([
  signInRoute,
  signUpRoute,
  invitationRoute,
  signedInRoute.addChildren([
    homeRoute,
    workspacesRoute,
    operatorRoute.addChildren([
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
    ]),
    workspaceRoute.addChildren([
      documentsRoute,
      editorRoute,
      sitesRoute,
      newSiteRoute,
      siteRoute,
      pageRunsRoute,
      pageRunRoute,
      settingsRoute.addChildren([
        usageRoute,
        limitsRoute,
        planRoute,
        billingRoute,
        voiceRoute,
        membersRoute,
        apiKeysRoute,
        ownKeysRoute,
      ]),
    ]),
  ]),
]);

/** The router over every page of the app. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPendingComponent: LoadingPage,
    defaultErrorComponent: RouteErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
