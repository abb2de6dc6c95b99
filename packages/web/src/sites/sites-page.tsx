import type { Site } from "@dokly/contract";
import { Button, Container, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { LayoutPanelTop } from "lucide-react";
import { sitesQuery } from "../api/sites.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { EmptyList, type ProgressItem, ProgressList } from "../app/progress-list.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { siteFigures } from "./site-figures.ts";

const words = strings.sites;

/** The sites of a workspace, and the way to a new one. */
export function SitesPage() {
  const { workspace } = useParams({ from: "/signed-in/w/$workspace" });
  const canRun = hasRole(useWorkspace(workspace).role, "editor");
  const list = useQuery({ ...sitesQuery(workspace), refetchInterval: 5_000 });
  const sites = list.data?.items;
  return (
    <Container size="lg" px={{ base: "md", sm: "xl" }} py="xl">
      <Stack gap="lg">
        <Group justify="space-between" align="flex-end">
          <div>
            <Title order={1}>{words.title}</Title>
            <Text size="sm" c="dimmed">
              {words.intro}
            </Text>
          </div>
          {canRun ? (
            <Button
              leftSection={<LayoutPanelTop size={16} aria-hidden />}
              renderRoot={(props) => <Link {...props} to="/w/$workspace/sites/new" params={{ workspace }} />}
            >
              {words.newSite}
            </Button>
          ) : null}
        </Group>
        {list.isError && sites === undefined ? (
          <LoadFailed title={words.failed} error={list.error} onRetry={() => void list.refetch()} />
        ) : null}
        {sites === undefined && !list.isError ? <Skeleton h={160} radius="lg" /> : null}
        {sites?.length === 0 ? <EmptyList title={words.none} text={words.noneHint} /> : null}
        {sites !== undefined && sites.length > 0 ? (
          <ProgressList items={sites.map((site) => itemOf(workspace, site))} />
        ) : null}
      </Stack>
    </Container>
  );
}

function itemOf(workspace: string, site: Site): ProgressItem {
  const { written, pages, percent } = siteFigures(site);
  const progress = words.site.progress(written, pages);
  return {
    id: site.id,
    link: (
      <Link to="/w/$workspace/sites/$site" params={{ workspace, site: site.id }}>
        {site.title}
      </Link>
    ),
    state: `${words.siteStates[site.state]} · ${formatDateTime(site.startedAt)}`,
    percent,
    progress,
    figures: `${progress} · ${words.site.charged(site.charged)}`,
  };
}
