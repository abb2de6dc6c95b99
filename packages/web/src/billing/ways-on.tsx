import { type WayOn, waysOn } from "@dokly/contract";
import { Badge, Skeleton, Stack, Text, Title } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { CalendarClock, CirclePlus, TrendingUp } from "lucide-react";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatDate, formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { viewerTimeZone } from "../usage/time-text.ts";
import { paceText } from "./pace-text.ts";
import { rankWays, wayKey } from "./rank-ways.ts";
import classes from "./ways-on.module.css";

const words = strings.billing.waysOn;

const waysOnQuery = (workspace: string, needed: number | undefined) =>
  queryOptions({
    // It changes with every charge: it lies below the credits, which are refreshed then.
    queryKey: [...queryKeys.credits(workspace), "ways-on", needed ?? null],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams({ timeZone: viewerTimeZone() });
      if (needed !== undefined) search.set("needed", String(needed));
      return api.get(`${apiPath("workspaces", workspace, "ways-on")}?${search}`, waysOn, { signal });
    },
  });

type WaysOnProps = {
  workspace: string;
  /** What an action that waits needs. */
  needed?: number | undefined;
};

/** Waiting, a top-up or an upgrade at the workspace's own pace, in money, the cheapest first. */
export function WaysOn({ workspace, needed }: WaysOnProps) {
  const query = useQuery(waysOnQuery(workspace, needed));
  if (query.isError && query.data === undefined) {
    return <LoadFailed title={words.failed} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <Skeleton h={150} aria-label={words.loading} />;
  const { currency } = query.data;
  return (
    <Stack component="section" gap="xs" aria-label={words.title}>
      <Title order={3}>{words.title}</Title>
      <Text size="sm" c="dimmed">
        {paceText(query.data)}
      </Text>
      <ol className={classes["ways"]}>
        {rankWays(query.data).map(({ way, isCheapest }) => (
          <li key={wayKey(way)} className={classes["way"]} data-enough={way.isEnough}>
            <WayIcon way={way} />
            <div>
              <Text size="sm" fw={600} component="span">
                {titleOf(way)}
              </Text>{" "}
              {isCheapest && (
                <Badge size="sm" tt="none" variant="light" color="evergreen">
                  {words.cheapest}
                </Badge>
              )}
              <Text size="sm" c="dimmed">
                {textOf(way)}
                {!way.isEnough && ` (${words.notEnough})`}
              </Text>
            </div>
            <div className={classes["price"]}>
              <Text size="sm" fw={600}>
                {formatMoney(way.cents, currency)}
              </Text>
              {way.laterCents > 0 && (
                <Text size="xs" c="dimmed">
                  {words.later(formatMoney(way.laterCents, currency))}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Stack>
  );
}

function WayIcon({ way }: { way: WayOn }) {
  const Icon = way.way === "wait" ? CalendarClock : way.way === "top-up" ? CirclePlus : TrendingUp;
  return <Icon size={17} aria-hidden className={classes["icon"]} />;
}

function titleOf(way: WayOn): string {
  if (way.way === "wait") return words.wait(way.days);
  return way.way === "top-up" ? words.topUp(way.credits) : words.upgrade(way.plan);
}

function textOf(way: WayOn): string {
  if (way.way === "top-up") return words.topUpText(formatDate(way.expiresAt));
  if (way.way === "upgrade") {
    return `${words.upgradeText(way.credits)}${way.isNewPeriod ? ` ${words.newPeriod}` : ""}`;
  }
  const without = way.daysWithout > 0 ? ` ${words.without(way.daysWithout)}` : "";
  return `${words.waitText(way.credits, formatDate(way.until))}${without}`;
}
