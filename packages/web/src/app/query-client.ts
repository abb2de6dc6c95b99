import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem, isProblem } from "../api/problem.ts";
import { queryKeys } from "../api/query-keys.ts";

const retriesMax = 2;

/**
 * The client of every query. When the session is lost, whatever noticed it, `onSessionLost` is called once per
 * notice.
 */
export function createQueryClient(onSessionLost: () => void): QueryClient {
  const notice = (error: unknown): void => {
    // Without a session there was none to lose: the routes lead to the sign-in page by themselves.
    const hadSession = client.getQueryData(queryKeys.me) !== undefined;
    if (!isProblem(error, "not-signed-in") || !hadSession) return;
    client.removeQueries({ queryKey: queryKeys.me });
    onSessionLost();
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A refusal stays a refusal; only lost connections and a server in trouble are asked again.
        retry: (failures, error) => failures < retriesMax && !(error instanceof ApiProblem && error.status < 500),
      },
      mutations: { retry: false },
    },
  });
  return client;
}
