import { Group, Stack, Text, Title } from "@mantine/core";
import { strings } from "../strings/index.ts";
import { ExportMenu } from "./export-menu.tsx";
import { LogFilters } from "./log-filters.tsx";
import { LogRows } from "./log-rows.tsx";
import type { LogSearch } from "./log-search.ts";
import type { RowsSeen } from "./usage-queries.ts";

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
        <Group justify="space-between" align="flex-start" gap="sm" wrap="nowrap">
          <Stack gap={2}>
            <Title order={2} id="log-title">
              {words.title}
            </Title>
            {seen === "own" && (
              <Text size="sm" c="dimmed">
                {words.ownRows}
              </Text>
            )}
          </Stack>
          {seen !== "none" && <ExportMenu workspace={workspace} search={search} />}
        </Group>
        {seen === "none" ? (
          <Text size="sm">{words.viewers}</Text>
        ) : (
          <LogFilters workspace={workspace} search={search} onSearch={onSearch} hasPeople={seen === "all"} />
        )}
      </Stack>
      {seen !== "none" && <LogRows workspace={workspace} search={search} onSearch={onSearch} />}
    </Stack>
  );
}
