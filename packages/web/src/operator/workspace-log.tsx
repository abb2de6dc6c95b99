import type { Action, OperatorWorkspace } from "@dokly/contract";
import { Button, Skeleton, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatDateTime, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { rowFigures } from "../usage/row-figures.ts";
import { RowTags } from "../usage/row-tags.tsx";
import { exactInstantText } from "../usage/time-text.ts";
import classes from "./console.module.css";
import { WorkspaceLogFilters, type WorkspaceLogSearch } from "./workspace-log-filters.tsx";
import { workspaceLogQuery } from "./workspace-queries.ts";

const words = strings.operatorConsole.workspace.log;
const { columns, service } = strings.usage.log;

type LogProps = { readonly workspace: string; readonly members: OperatorWorkspace["members"] };

/** The log of a workspace, each row leading to the action's story. */
export function WorkspaceLog({ workspace, members }: LogProps) {
  const search = useSearch({ from: "/signed-in/operator/workspaces/$workspace" });
  const navigate = useNavigate();
  const onSearch = (next: WorkspaceLogSearch): void =>
    void navigate({ to: "/operator/workspaces/$workspace", params: { workspace }, search: next, replace: true });
  return (
    <>
      <WorkspaceLogFilters members={members} search={search} onSearch={onSearch} />
      <Rows workspace={workspace} search={search} />
    </>
  );
}

function Rows({ workspace, search }: { workspace: string; search: WorkspaceLogSearch }) {
  const log = useInfiniteQuery({ ...workspaceLogQuery(workspace, search), placeholderData: keepPreviousData });
  if (log.data === undefined) {
    return log.isError ? (
      <LoadFailed title={words.failed} error={log.error} onRetry={() => void log.refetch()} />
    ) : (
      <Skeleton h={180} />
    );
  }
  const actions = log.data.pages.flatMap(({ items }) => items);
  if (actions.length === 0 && !log.hasNextPage) {
    const isFiltered = Object.values(search).some((value) => value !== undefined);
    return <Text size="sm">{isFiltered ? words.noMatch : words.none}</Text>;
  }
  return (
    <>
      <table className={`dokly-table ${classes["linked"] ?? ""}`} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{columns.action}</th>
            <th scope="col" className="dokly-wide">
              {columns.person}
            </th>
            <th scope="col" className="dokly-number">
              {columns.charge}
            </th>
          </tr>
        </thead>
        <tbody>
          {actions.map((action) => (
            <Row key={action.id} action={action} />
          ))}
        </tbody>
      </table>
      {log.hasNextPage && (
        <Button
          variant="default"
          size="sm"
          style={{ alignSelf: "flex-start" }}
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {words.more}
        </Button>
      )}
    </>
  );
}

function Row({ action }: { action: Action }) {
  const figures = rowFigures(action);
  const person = action.member?.name ?? service;
  return (
    <tr className={classes["row"]}>
      <td>
        <Link to="/operator/actions/$action" params={{ action: action.id }}>
          {strings.usage.kind(action.kind)}
        </Link>{" "}
        <RowTags tags={figures.tags} />
        <Text size="xs" c="dimmed">
          <time dateTime={action.startedAt} title={exactInstantText(action.startedAt)}>
            {formatDateTime(action.startedAt)}
          </time>
          {action.document !== null && ` · ${action.document.path}`}
        </Text>
        <div className="dokly-narrow">{person}</div>
      </td>
      <td className="dokly-wide">{person}</td>
      <td className="dokly-number">
        {formatNumber(figures.credits)}
        {figures.refundedByHand > 0 && (
          <Text size="xs" c="dimmed">
            {strings.usage.log.refundedByHand(figures.refundedByHand)}
          </Text>
        )}
      </td>
    </tr>
  );
}
