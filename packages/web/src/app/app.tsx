import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { Announcer } from "./announcer.tsx";
import { contentNonce } from "./nonce.ts";
import { createQueryClient } from "./query-client.ts";
import { createAppRouter } from "./router.tsx";
import { cssVariables, theme } from "./theme.ts";

function createParts() {
  const queryClient = createQueryClient(() => {
    const { pathname, href } = router.state.location;
    if (pathname === "/sign-in") return;
    void router.navigate({ to: "/sign-in", search: { returnTo: href, ended: true } });
  });
  const router = createAppRouter(queryClient);
  return { queryClient, router };
}

/** The whole app: theme, data, routes, and the live region that screen readers listen to. */
export function App() {
  const [{ queryClient, router }] = useState(createParts);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => contentNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position="bottom-left" limit={3} />
        <Announcer />
      </QueryClientProvider>
    </MantineProvider>
  );
}
