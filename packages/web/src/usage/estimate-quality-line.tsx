import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { workspaceQualityQuery } from "../api/estimate-quality.ts";
import { strings } from "../strings/index.ts";
import { samplesForShare } from "./quality-aims.ts";

const days = 30;

/** How far the prices that were shown here could be trusted, and what that is said of. Says nothing while it loads. */
export function EstimateQualityLine({ workspace }: { workspace: string }) {
  const quality = useQuery(workspaceQualityQuery(workspace, days));
  if (quality.data === undefined) return null;
  return (
    <Text size="xs" c="dimmed">
      {strings.usage.quality(quality.data.all, samplesForShare, days)}
    </Text>
  );
}
