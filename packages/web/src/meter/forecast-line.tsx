import { type Forecast, forecast } from "@dokly/contract";
import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { TrendingUp } from "lucide-react";
import { api, apiPath } from "../api/client.ts";
import { queryKeys } from "../api/query-keys.ts";
import { strings } from "../strings/index.ts";
import { dayText, viewerTimeZone } from "../usage/time-text.ts";
import { type ForecastVerdict, forecastVerdict } from "./forecast-words.ts";

const words = strings.usage.forecast;

function forecastQuery(workspace: string) {
  const timeZone = viewerTimeZone();
  const search = new URLSearchParams({ timeZone }).toString();
  return queryOptions({
    queryKey: [...queryKeys.credits(workspace), "forecast", timeZone],
    queryFn: ({ signal }) =>
      api.get(`${apiPath("workspaces", workspace, "credits", "forecast")}?${search}`, forecast, { signal }),
  });
}

/** How long the credits last at the pace of the last days, and which days those are. */
export function ForecastLine({ workspace }: { workspace: string }) {
  const found = useQuery(forecastQuery(workspace));
  if (found.isError && found.data === undefined) return null;
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap">
      <Text c="dimmed" pt={1}>
        <TrendingUp size={18} aria-hidden />
      </Text>
      {found.data === undefined ? <Skeleton h={42} maw={360} /> : <Said forecast={found.data} />}
    </Group>
  );
}

function Said({ forecast: { basis, ...rest } }: { forecast: Forecast }) {
  const verdict = forecastVerdict({ basis, ...rest });
  const [from, to] = [dayText(basis.from, "short"), dayText(basis.to, "short")];
  return (
    <Stack gap={2}>
      <Text size="sm">{sentence(verdict)}</Text>
      <Text size="xs" c="dimmed">
        {from === to ? words.basisDay(basis.credits, from) : words.basis(basis.credits, basis.days, `${from} – ${to}`)}
      </Text>
    </Stack>
  );
}

function sentence(verdict: ForecastVerdict): string {
  switch (verdict.type) {
    case "lasts":
      return words.lasts(verdict.left);
    case "runs-out":
      return words.runsOut(dayText(verdict.on, "long"), verdict.missing);
    case "used-up":
      return words.usedUp;
    case "idle":
    case "rough":
      return words[verdict.type];
  }
}
