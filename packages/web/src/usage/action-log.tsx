import { Anchor, Button, Center, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { ActionTable } from "./action-table.tsx";
import { LogFilters } from "./log-filters.tsx";
import { changeSearch, hasFilter, type LogSearch } from "./log-search.ts";
import { actionsQuery, type RowsSeen } from "./usage-queries.ts";

const words = strings.usage.log;

type ActionLogProps = {
  workspace: string;
  seen: RowsSeen;
  search: LogSearch;
  onSearch: (search: LogSearch) => void;
};

/** Every action, newest first, behind a filter that lives in the URL. Roles that see totals only are told so. */
export function ActionLog({ workspace, seen, search, onSearch }: ActionLogProps) {
  return (
    <Stack component="section" className="dokly-panel" gap="md" py="lg" aria-labelledby="log-title">
      <Stack gap="md" px={{ base: "md", sm: "lg" }}>
        <Group gap="xs" align="baseline">
          <Title order={2} id="log-title">
            {words.title}
          </Title>
          {seen === "own" && (
            <Text size="sm" c="dimmed">
              {words.ownRows}
            </Text>
          )}
        </Group>
        {seen === "none" ? (
          <Text size="sm">{words.viewers}</Text>
        ) : (
          <LogFilters workspace={workspace} search={search} onSearch={onSearch} hasPeople={seen === "all"} />
        )}
      </Stack>
      {seen !== "none" && <Rows workspace={workspace} search={search} onSearch={onSearch} />}
    </Stack>
  );
}

function Rows({ workspace, search, onSearch }: Omit<ActionLogProps, "seen">) {
  const { action: _open, ...filter } = search;
  const log = useInfiniteQuery({ ...actionsQuery(workspace, filter), placeholderData: (previous) => previous });
  if (log.isError && log.data === undefined) {
    return <LoadFailed title={words.failed} error={log.error} onRetry={() => void log.refetch()} />;
  }
  if (log.data === undefined) return <RowsSkeleton />;
  const actions = log.data.pages.flatMap((page) => page.items);
  if (actions.length === 0) return <NoRows workspace={workspace} search={search} onSearch={onSearch} />;
  return (
    <Stack gap="md" style={{ opacity: log.isPlaceholderData ? 0.6 : 1 }} aria-busy={log.isPlaceholderData}>
      <ActionTable
        workspace={workspace}
        actions={actions}
        onOpen={(id) => onSearch(changeSearch(search, { action: id }))}
      />
      <Center mih={36}>
        {log.hasNextPage ? (
          <Button variant="default" size="sm" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {words.more}
          </Button>
        ) : (
          <Text size="xs" c="dimmed">
            {words.end(actions.length)}
          </Text>
        )}
      </Center>
    </Stack>
  );
}

function NoRows({ workspace, search, onSearch }: Omit<ActionLogProps, "seen">) {
  const isFiltered = hasFilter(search);
  return (
    <Center mih={180} px={{ base: "md", sm: "lg" }}>
      <Stack gap="xs" align="center" ta="center" maw={440}>
        <Text fw={500}>{isFiltered ? words.noMatch : words.empty}</Text>
        {isFiltered ? (
          <Button variant="default" size="sm" onClick={() => onSearch({})}>
            {words.clear}
          </Button>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              {words.emptyHint}
            </Text>
            <Anchor
              size="sm"
              underline="always"
              renderRoot={(props) => <Link {...props} to="/w/$workspace" params={{ workspace }} />}
            >
              {words.toPages}
            </Anchor>
          </>
        )}
      </Stack>
    </Center>
  );
}

const skeletonRows = ["1", "2", "3", "4", "5", "6"];

function RowsSkeleton() {
  return (
    <Stack gap={10} px={{ base: "md", sm: "lg" }}>
      {skeletonRows.map((row) => (
        <Skeleton key={row} h={46} />
      ))}
    </Stack>
  );
}
