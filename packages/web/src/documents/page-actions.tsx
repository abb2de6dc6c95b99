import type { DocumentSummary } from "@dokly/contract";
import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Ellipsis, FolderInput, SquarePen, Trash2 } from "lucide-react";
import { strings } from "../strings/index.ts";
import type { Asked } from "./documents-table.tsx";

const words = strings.documents;
const icon = { size: 16, "aria-hidden": true } as const;

/** What can be done with one page of the list. */
export function PageActions(props: {
  workspace: string;
  page: DocumentSummary;
  canWrite: boolean;
  onAsk: (asked: Asked) => void;
}) {
  const { page, workspace, onAsk } = props;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={words.actionsOf(page.title)}>
          <Ellipsis {...icon} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<SquarePen {...icon} />}
          renderRoot={(root) => <Link to="/w/$workspace/pages/$" params={{ workspace, _splat: page.path }} {...root} />}
        >
          {words.open}
        </Menu.Item>
        {props.canWrite ? (
          <>
            <Menu.Item leftSection={<FolderInput {...icon} />} onClick={() => onAsk({ to: "rename", page })}>
              {words.rename.title}
            </Menu.Item>
            <Menu.Item color="red" leftSection={<Trash2 {...icon} />} onClick={() => onAsk({ to: "delete", page })}>
              {words.remove.submit}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
