import type { AuditEntry } from "@dokly/contract";
import { Button, Center, Group, Menu, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Braces, ChevronDown, Download, Table } from "lucide-react";
import { LoadFailed } from "../settings/load-failed.tsx";
import { formatDateTime } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import { auditDetails, auditTitle } from "./audit-text.ts";
import classes from "./byok.module.css";
import { auditAddress, auditQuery } from "./own-key-queries.ts";

const words = strings.ownKeys.audit;

/** What was set and what was used, by whom and from where, newest first, with all of it as a file. */
export function AuditPanel({ workspace }: { workspace: string }) {
  return (
    <Stack component="section" className="dokly-panel" gap="md" py="lg" aria-labelledby="audit-title">
      <Group justify="space-between" align="flex-start" gap="sm" px={{ base: "md", sm: "lg" }}>
        <Stack gap={2} maw={640}>
          <Title order={2} id="audit-title">
            {words.title}
          </Title>
          <Text size="sm" c="dimmed">
            {words.hint}
          </Text>
        </Stack>
        <AuditExport workspace={workspace} />
      </Group>
      <AuditRows workspace={workspace} />
    </Stack>
  );
}

function AuditRows({ workspace }: { workspace: string }) {
  const log = useInfiniteQuery(auditQuery(workspace));
  if (log.isError && log.data === undefined) {
    return <LoadFailed title={words.failed} error={log.error} onRetry={() => void log.refetch()} />;
  }
  if (log.data === undefined) return <Skeleton h={120} mx="lg" aria-label={words.loading} />;
  const entries = log.data.pages.flatMap(({ items }) => items);
  if (entries.length === 0) {
    return (
      <Text size="sm" px={{ base: "md", sm: "lg" }}>
        {words.none}
      </Text>
    );
  }
  return (
    <>
      <table className="dokly-table" aria-label={words.label}>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col" className="dokly-wide">
              {words.who}
            </th>
            <th scope="col" className="dokly-wide">
              {words.from}
            </th>
            <th scope="col" className="dokly-wide">
              {words.when}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} />
          ))}
        </tbody>
      </table>
      {log.hasNextPage && (
        <Center>
          <Button variant="default" size="sm" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {words.more}
          </Button>
        </Center>
      )}
    </>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }) {
  const time = formatDateTime(entry.at);
  return (
    <tr>
      <td>
        <Text size="sm" fw={500}>
          {auditTitle(entry)}
        </Text>
        <div className={classes["details"]}>{auditDetails(entry.detail).join(" · ")}</div>
        <div className="dokly-narrow">
          {[entry.actor.name, entry.address, time].filter((text) => text !== null).join(" · ")}
        </div>
      </td>
      <td className="dokly-wide">{entry.actor.name}</td>
      <td className="dokly-wide">{entry.address}</td>
      <td className="dokly-wide">
        <time dateTime={entry.at} title={exactInstantText(entry.at)}>
          {time}
        </time>
      </td>
    </tr>
  );
}

function AuditExport({ workspace }: { workspace: string }) {
  const icon = { size: 15, "aria-hidden": true } as const;
  const item = (format: "csv" | "jsonl") =>
    ({ component: "a", href: auditAddress(workspace, format), download: true }) as const;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<Download {...icon} />} rightSection={<ChevronDown {...icon} />}>
          {words.export.button}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item {...item("csv")} leftSection={<Table {...icon} />}>
          {words.export.csv}
        </Menu.Item>
        <Menu.Item {...item("jsonl")} leftSection={<Braces {...icon} />}>
          {words.export.jsonl}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
