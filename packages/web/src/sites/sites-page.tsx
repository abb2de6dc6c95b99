import { Button, Container, Group, Progress, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { LayoutPanelTop } from "lucide-react";
import { sitesQuery } from "../api/sites.ts";
import { hasRole, useWorkspace } from "../api/workspaces.ts";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { siteFigures } from "./site-figures.ts";
import classes from "./sites.module.css";

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
        {sites?.length === 0 ? (
          <div className={`dokly-panel ${classes["none"] ?? ""}`}>
            <Text fw={600}>{words.none}</Text>
            <Text size="sm" c="dimmed">
              {words.noneHint}
            </Text>
          </div>
        ) : null}
        {sites !== undefined && sites.length > 0 ? (
          <ul className={classes["list"]}>
            {sites.map((site) => {
              const { written, pages, percent } = siteFigures(site);
              return (
                <li key={site.id} className="dokly-panel">
                  <Group justify="space-between" gap="sm">
                    <Link
                      className={classes["name"] ?? ""}
                      to="/w/$workspace/sites/$site"
                      params={{ workspace, site: site.id }}
                    >
                      {site.title}
                    </Link>
                    <Text size="sm" c="dimmed">
                      {words.siteStates[site.state]} · {formatDateTime(site.startedAt)}
                    </Text>
                  </Group>
                  <Progress value={percent} size="sm" aria-label={words.site.progress(written, pages)} />
                  <Text size="sm" c="dimmed">
                    {words.site.progress(written, pages)} · {words.site.charged(site.charged)}
                  </Text>
                </li>
              );
            })}
          </ul>
        ) : null}
      </Stack>
    </Container>
  );
}
