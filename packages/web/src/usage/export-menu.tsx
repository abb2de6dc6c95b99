import { Button, Menu } from "@mantine/core";
import { Braces, ChevronDown, Download, Table } from "lucide-react";
import { strings } from "../strings/index.ts";
import { hasFilter, type LogSearch } from "./log-search.ts";
import { exportAddress } from "./usage-queries.ts";

const words = strings.usage.log.export;

/** Downloads all rows of exactly the filter that is shown, as the server streams them. */
export function ExportMenu({ workspace, search }: { workspace: string; search: LogSearch }) {
  const icon = { size: 15, "aria-hidden": true } as const;
  const { action: _open, ...filter } = search;
  const item = (format: "csv" | "jsonl") =>
    ({ component: "a", href: exportAddress(workspace, filter, format), download: true }) as const;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          flex="none"
          leftSection={<Download {...icon} />}
          rightSection={<ChevronDown {...icon} />}
        >
          {words.button}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{hasFilter(search) ? words.filtered : words.all}</Menu.Label>
        <Menu.Item {...item("csv")} leftSection={<Table {...icon} />}>
          {words.csv}
        </Menu.Item>
        <Menu.Item {...item("jsonl")} leftSection={<Braces {...icon} />}>
          {words.jsonl}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
