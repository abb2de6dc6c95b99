import { Anchor, Button, Center, Skeleton, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { strings } from "../strings/index.ts";
import { ActionTable } from "./action-table.tsx";
import { drawnPages, type PageSize, sizeAbove } from "./log-pages.ts";
import { changeSearch, hasFilter, type LogSearch } from "./log-search.ts";
import { actionsQuery } from "./usage-queries.ts";
import { useWhenSeen } from "./use-when-seen.ts";

const words = strings.usage.log;

type LogRowsProps = { workspace: string; search: LogSearch; onSearch: (search: LogSearch) => void };

function useLog(workspace: string, { action: _open, ...filter }: LogSearch) {
  const query = actionsQuery(workspace, filter);
  const log = useInfiniteQuery({ ...query, placeholderData: (previous) => previous });
  const goUp = async (): Promise<void> => {
    const { data } = await log.fetchPreviousPage();
    // Back at the newest rows, some are newer than those that were let go of: all are put together anew.
    if (data?.pageParams[0]?.above === null) void log.refetch();
  };
  return { log, goUp };
}

/** The rows behind a filter. Few pages are held at once, however deep one scrolls; the room of the others stays. */
export function LogRows({ workspace, search, onSearch }: LogRowsProps) {
  const { log, goUp } = useLog(workspace, search);
  const [sizes] = useState(() => new Map<string, PageSize>());
  if (log.isError && log.data === undefined) {
    return <LoadFailed title={words.failed} error={log.error} onRetry={() => void log.refetch()} />;
  }
  if (log.data === undefined) return <RowsSkeleton />;
  const pages = drawnPages(log.data.pages, log.data.pageParams);
  const above = sizeAbove(pages[0]?.place, sizes);
  const count = above.rows + pages.reduce((all, page) => all + page.actions.length, 0);
  if (count === 0 && !log.hasNextPage) return <NoRows workspace={workspace} search={search} onSearch={onSearch} />;
  return (
    <Stack gap="md" style={{ opacity: log.isPlaceholderData ? 0.6 : 1 }} aria-busy={log.isPlaceholderData}>
      <ActionTable
        workspace={workspace}
        pages={pages}
        heightAbove={above.height}
        canGoUp={log.hasPreviousPage && !log.isFetching}
        onUp={() => void goUp()}
        onMeasured={(cursor, size) => sizes.set(cursor, size)}
        onOpen={(id) => onSearch(changeSearch(search, { action: id }))}
      />
      <End
        count={count}
        hasMore={log.hasNextPage}
        isEmptyLast={pages.at(-1)?.actions.length === 0}
        isFailed={log.isFetchNextPageError}
        isFetching={log.isFetching}
        onMore={() => void log.fetchNextPage()}
      />
    </Stack>
  );
}

type EndProps = {
  count: number;
  hasMore: boolean;
  /** The last page has no row, though the search could go on. */
  isEmptyLast: boolean;
  isFailed: boolean;
  isFetching: boolean;
  onMore: () => void;
};

/** What stands below the rows. More of them come when this is near the screen; a long search asks first. */
function End({ count, hasMore, isEmptyLast, isFailed, isFetching, onMore }: EndProps) {
  const seen = useWhenSeen(onMore, hasMore && !isFetching && !isEmptyLast && !isFailed);
  return (
    <Center mih={36} ref={seen}>
      {hasMore ? (
        <Stack gap={6} align="center">
          {isEmptyLast && <Text size="sm">{words.noneSoFar(count)}</Text>}
          {isFailed && <Text size="sm">{words.failed}</Text>}
          <Button variant="default" size="sm" loading={isFetching} onClick={onMore}>
            {isEmptyLast ? words.searchOn : words.more}
          </Button>
        </Stack>
      ) : (
        <Text size="xs" c="dimmed">
          {words.end(count)}
        </Text>
      )}
    </Center>
  );
}

function NoRows({ workspace, search, onSearch }: LogRowsProps) {
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
