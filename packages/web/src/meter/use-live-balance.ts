import type { Balance } from "@dokly/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { balanceQuery, refreshCredits } from "../api/credits.ts";
import { queryKeys } from "../api/query-keys.ts";
import { refreshNotices } from "../reports/notice-queries.ts";
import { type LiveMode, pollEveryMs } from "./live-connection.ts";
import { listenTogether, type SharedListening } from "./shared-live.ts";

/**
 * The bucket, kept up to date: events of the server refresh everything that shows credits, and while they do not come
 * the bucket is asked for and the rest is refreshed when its version has moved. The header holds the one listener of
 * the tab, and all tabs share one connection.
 */
export function useLiveBalance(workspace: string) {
  const client = useQueryClient();
  const [mode, setMode] = useState<LiveMode>("connecting");
  const [sharing, setSharing] = useState<SharedListening | null>(null);

  useEffect(() => {
    const shared = listenTogether(workspace, {
      onMode: setMode,
      onVersion: (version) => {
        const known = client.getQueryData<Balance>(queryKeys.balance(workspace))?.version;
        if (version === null || known === undefined || version > known) void refreshCredits(client, workspace);
      },
      onNotices: (version) => refreshNotices(client, workspace, version),
    });
    setSharing(shared);
    return shared.stop;
  }, [client, workspace]);

  const balance = useQuery({ ...balanceQuery(workspace), refetchInterval: pollEveryMs(mode) });
  const version = balance.data?.version;
  const seen = useRef<{ workspace: string; version: number } | null>(null);
  useEffect(() => {
    if (version === undefined) return;
    const before = seen.current;
    seen.current = { workspace, version };
    if (before?.workspace !== workspace || before.version === version) return;
    sharing?.tell(version);
    void client.invalidateQueries({
      queryKey: queryKeys.credits(workspace),
      predicate: (query) => !query.queryKey.includes("balance"),
    });
  }, [client, workspace, version, sharing]);

  return { balance, mode };
}
