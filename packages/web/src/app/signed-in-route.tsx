import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { isProblem } from "../api/problem.ts";
import { configurationQuery, meQuery } from "../api/session.ts";
import { workspacesQuery } from "../api/workspaces.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { RouteErrorPage } from "./route-error-page.tsx";

/** What every route is given. */
type RouterContext = { queryClient: QueryClient };

/** Above every page. */
export const rootRoute = createRootRouteWithContext<RouterContext>()({
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

/** Everything below needs a session; who has none signs in and comes back. */
export const signedInRoute = createRoute({
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
