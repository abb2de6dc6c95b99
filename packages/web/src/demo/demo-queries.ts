import { clock, demoBar, emptiedBucket } from "@dokly/contract";
import { useLocalStorage } from "@mantine/hooks";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { useConfiguration, useMe } from "../api/session.ts";

const demoBarQuery = (workspace: string, person: string) =>
  queryOptions({
    queryKey: [...queryKeys.workspace(workspace), "demo", person] as const,
    queryFn: ({ signal }) => api.get(apiPath("workspaces", workspace, "demo"), demoBar, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The steps that the signed-in person may take in this workspace; none in production, where nobody is asked. */
export function useDemoSteps(workspace: string) {
  const { isProduction } = useConfiguration();
  const { id } = useMe();
  const { data } = useQuery({ ...demoBarQuery(workspace, id), enabled: !isProduction });
  return isProduction || data?.isThere !== true ? [] : data.steps;
}

/** Whether the bar is open on this device. Its button in the account menu and the bar itself agree at once. */
export function useIsDemoBarOpen() {
  const [state, setState] = useLocalStorage<"open" | "closed">({
    key: "dokly.demo-bar",
    defaultValue: "open",
    getInitialValueInEffect: false,
    // What somebody else's version or hand put there is as good as nothing.
    deserialize: (stored) => (stored === "closed" ? "closed" : "open"),
    serialize: (value) => value,
  });
  return [state === "open", (isOpen: boolean) => setState(isOpen ? "open" : "closed")] as const;
}

/** Charges the workspace all that it has but one credit. */
export const emptyBucket = (workspace: string) =>
  api.post(apiPath("workspaces", workspace, "demo", "empty-bucket"), {}, emptiedBucket);

/** Sets the clock to just after this reset of the workspace, as an operator. */
export const stepToReset = (workspace: string, reset: string) =>
  api.post("/operator/clock/step-to-reset", { workspace, reset }, clock);
