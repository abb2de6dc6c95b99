import type { Site } from "@dokly/contract";
import { Alert, Anchor, Badge, Button, Container, Group, Progress, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { jobCostText } from "../editor/price-text.ts";
import { DearerDialog } from "../page-runs/dearer-dialog.tsx";
import { OwnKeyBadge } from "../page-runs/own-key-badge.tsx";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { isOver, siteFigures } from "./site-figures.ts";
import { SitePagesTable } from "./site-pages-table.tsx";
import { useSite } from "./use-site.ts";

const words = strings.sites.site;

/** One site: how far it is, what each page has cost, and how to stop it, go on with it, or write a page again. */
export function SitePage() {
  const { workspace, site: id } = useParams({ from: "/signed-in/w/$workspace/sites/$site" });
  const { query, isLost, stop, goOn, retry, dearer } = useSite(workspace, id);
  const site = query.data;
  return (
    <Container size="lg" px={{ base: "md", sm: "xl" }} py="xl">
      <Stack gap="lg">
        <Anchor renderRoot={(props) => <Link {...props} to="/w/$workspace/sites" params={{ workspace }} />} size="sm">
          <Group gap={4} component="span">
            <ArrowLeft size={14} aria-hidden />
            {words.back}
          </Group>
        </Anchor>
        {site === undefined ? (
          query.isError ? (
            <LoadFailed title={words.notFound} error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <Skeleton h={320} radius="lg" />
          )
        ) : (
          <>
            <Group justify="space-between" align="flex-start">
              <SiteHead site={site} />
              {isOver(site) ? null : (
                <Button
                  color="red"
                  variant="light"
                  loading={stop.isPending}
                  disabled={site.isCancelling}
                  title={words.stopHint}
                  onClick={() => stop.mutate()}
                >
                  {site.isCancelling ? words.stopping : words.stop}
                </Button>
              )}
            </Group>
            {isLost && !isOver(site) ? <Alert color="yellow">{words.lost}</Alert> : null}
            {site.state === "needs-credits" ? (
              <Alert color="orange" title={words.needsCredits}>
                <Group justify="space-between">
                  <Text size="sm">{words.needsCreditsHint}</Text>
                  <Button size="xs" loading={goOn.isPending} onClick={() => goOn.mutate({})}>
                    {words.goOn}
                  </Button>
                </Group>
              </Alert>
            ) : null}
            <SiteProgress site={site} />
            <SitePagesTable
              workspace={workspace}
              site={site}
              retrying={retry.isPending ? retry.variables.page : null}
              onRetry={(page) => retry.mutate({ page })}
            />
            <DearerDialog
              title={site.pages.find(({ number }) => number === dearer.asked?.page)?.title ?? ""}
              wasOnOwnKey={site.ownKey !== undefined}
              estimate={dearer.asked?.estimate ?? null}
              isBusy={retry.isPending || goOn.isPending}
              onClose={dearer.close}
              onRun={(maxCredits) => {
                const page = dearer.asked?.page ?? null;
                if (page === null) goOn.mutate({ maxCredits });
                else retry.mutate({ page, maxCredits });
              }}
            />
          </>
        )}
      </Stack>
    </Container>
  );
}

function SiteHead({ site }: { site: Site }) {
  return (
    <div>
      <Group gap="sm">
        <Title order={1}>{site.title}</Title>
        <Badge variant="default" tt="none" fw={550}>
          {strings.sites.siteStates[site.state]}
        </Badge>
        {site.ownKey === undefined ? null : <OwnKeyBadge />}
        {site.isDemo ? (
          <Badge variant="default" tt="none" fw={550}>
            {strings.editor.ai.demoWriter}
          </Badge>
        ) : null}
      </Group>
      {isOver(site) ? null : (
        <Text size="sm" c="dimmed">
          {words.background}
        </Text>
      )}
    </div>
  );
}

function SiteProgress({ site }: { site: Site }) {
  const { written, pages, failed, stopped, percent } = siteFigures(site);
  const text = words.progress(written, pages);
  return (
    <Stack gap={6}>
      <Progress
        value={percent}
        size="lg"
        radius="xl"
        aria-label={text}
        color={failed > 0 ? "orange" : "evergreen"}
        animated={!isOver(site)}
      />
      <Group gap="md">
        <Text size="sm" fw={600} role="status">
          {text}
        </Text>
        {failed > 0 ? <Text size="sm">{words.failedPages(failed)}</Text> : null}
        {stopped > 0 ? <Text size="sm">{words.stoppedPages(stopped)}</Text> : null}
        <Text size="sm" ml="auto">
          {site.ownKey === undefined ? words.charged(site.charged) : jobCostText(site)}
          {site.held > 0 ? ` · ${words.held(site.held)}` : null}
        </Text>
      </Group>
    </Stack>
  );
}
