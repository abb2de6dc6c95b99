import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { z } from "zod";
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
import { operatorRoutes } from "./operator-routes.tsx";
import { RouteErrorPage } from "./route-error-page.tsx";
import { rootRoute, signedInRoute } from "./signed-in-route.tsx";
import { WorkspaceShell } from "./workspace-shell.tsx";

/** Where to go after signing in: a path of this app, never another site. */
const returnTo = z
  .string()
  .regex(/^\/(?![/\\])/)
  .optional()
  .catch(undefined);
const signInSearch = z.object({ returnTo, ended: z.boolean().optional().catch(undefined) });
const signUpSearch = z.object({ returnTo, email: z.string().optional().catch(undefined) });

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

const forgottenPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/forgotten-password",
  component: lazyRouteComponent(() => import("../sign-in/forgotten-password-page.tsx"), "ForgottenPasswordPage"),
});

const newPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/new-password",
  component: lazyRouteComponent(() => import("../sign-in/new-password-page.tsx"), "NewPasswordPage"),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitations/$id",
  component: InvitationPage,
});

const docsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/docs/$name",
  component: lazyRouteComponent(() => import("../docs/docs-page.tsx"), "DocsPage"),
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

const securityRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/account/security",
  component: lazyRouteComponent(() => import("../security/security-page.tsx"), "SecurityPage"),
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

const routeTree = rootRoute.addChildren([
  signInRoute,
  signUpRoute,
  forgottenPasswordRoute,
  newPasswordRoute,
  invitationRoute,
  docsRoute,
  signedInRoute.addChildren([
    homeRoute,
    workspacesRoute,
    operatorRoutes,
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
        securityRoute,
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
