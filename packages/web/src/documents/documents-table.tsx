import type { DocumentSummary } from "@dokly/contract";
import { Tooltip, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useSet } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { ChevronRight, FileText, Folder } from "lucide-react";
import { type CSSProperties, type ReactNode, useState } from "react";
import { formatAgo, formatBytes, formatDateTime, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { DeletePageDialog } from "./delete-page-dialog.tsx";
import classes from "./documents.module.css";
import { PageActions } from "./page-actions.tsx";
import { pageTree, type TreeRow } from "./page-tree.ts";
import { RenamePageDialog } from "./rename-page-dialog.tsx";

const words = strings.documents;
const noneClosed: ReadonlySet<string> = new Set();

export type Asked = { to: "rename" | "delete"; page: DocumentSummary };

/** The pages as a table that folds by folder; a filter opens every folder. */
export function DocumentsTable(props: {
  workspace: string;
  pages: readonly DocumentSummary[];
  allPages: readonly DocumentSummary[];
  isFiltered: boolean;
  canWrite: boolean;
}) {
  const closed = useSet<string>();
  const [asked, setAsked] = useState<Asked | null>(null);
  const rows = pageTree(props.pages, props.isFiltered ? noneClosed : closed);
  const toggle = (path: string): void => void (closed.delete(path) || closed.add(path));
  const dialog = { workspace: props.workspace, onClose: () => setAsked(null) };
  if (rows.length === 0) return null;
  return (
    <>
      <table className={classes["table"]}>
        <thead>
          <tr>
            <th scope="col">{words.columns.title}</th>
            <th scope="col" className={`${classes["colPath"]} ${classes["wide"]}`}>
              {words.columns.path}
            </th>
            <th scope="col" className={`${classes["colSize"]} ${classes["wide"]} ${classes["number"]}`}>
              {words.columns.size}
            </th>
            <th scope="col" className={`${classes["colUpdated"]} ${classes["wide"]}`}>
              {words.columns.updated}
            </th>
            <th scope="col" className={classes["colActions"]}>
              <VisuallyHidden>{words.columns.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) =>
            row.type === "folder" ? (
              <FolderRow
                key={`${row.path}/`}
                row={row}
                isOpen={props.isFiltered || !closed.has(row.path)}
                isFixed={props.isFiltered}
                onToggle={() => toggle(row.path)}
              />
            ) : (
              <PageRow key={row.page.path} {...props} page={row.page} depth={row.depth} onAsk={setAsked} />
            ),
          )}
        </tbody>
      </table>
      <RenamePageDialog {...dialog} page={asked?.to === "rename" ? asked.page : null} pages={props.allPages} />
      <DeletePageDialog {...dialog} page={asked?.to === "delete" ? asked.page : null} />
    </>
  );
}

function Indent({ depth, children }: { depth: number; children: ReactNode }) {
  return (
    <div className={classes["indent"]} style={{ "--depth": depth } as CSSProperties}>
      {children}
    </div>
  );
}

type FolderOfTree = Extract<TreeRow, { type: "folder" }>;

/** Has every cell of a page's row, as columns that a narrow screen hides must not be spanned. */
function FolderRow(props: { row: FolderOfTree; isOpen: boolean; isFixed: boolean; onToggle: () => void }) {
  const { row } = props;
  return (
    <tr>
      <td>
        <Indent depth={row.depth}>
          <UnstyledButton
            className={classes["folder"]}
            aria-expanded={props.isOpen}
            aria-label={words.folder(row.name, row.pages)}
            disabled={props.isFixed}
            onClick={props.onToggle}
          >
            <ChevronRight size={15} aria-hidden className={classes["chevron"]} />
            <Folder size={16} aria-hidden />
            {row.name}
            <span className={classes["quiet"]}>{formatNumber(row.pages)}</span>
          </UnstyledButton>
        </Indent>
      </td>
      <td className={classes["wide"]} />
      <td className={classes["wide"]} />
      <td className={classes["wide"]} />
      <td />
    </tr>
  );
}

function PageRow(props: {
  workspace: string;
  page: DocumentSummary;
  depth: number;
  canWrite: boolean;
  onAsk: (asked: Asked) => void;
}) {
  const { page, workspace } = props;
  return (
    <tr>
      <td>
        <Indent depth={props.depth}>
          <FileText size={16} aria-hidden />
          <Link
            className={classes["pageLink"]}
            to="/w/$workspace/pages/$"
            params={{ workspace, _splat: page.path }}
            title={page.path}
          >
            {page.title}
          </Link>
        </Indent>
      </td>
      <td className={`${classes["wide"]} ${classes["quiet"]}`}>{page.path}</td>
      <td className={`${classes["wide"]} ${classes["quiet"]} ${classes["number"]}`}>{formatBytes(page.bytes)}</td>
      <td className={`${classes["wide"]} ${classes["quiet"]}`}>
        <Tooltip label={formatDateTime(page.updatedAt)}>
          <time dateTime={page.updatedAt}>{formatAgo(page.updatedAt)}</time>
        </Tooltip>
      </td>
      <td>
        <PageActions workspace={workspace} page={page} canWrite={props.canWrite} onAsk={props.onAsk} />
      </td>
    </tr>
  );
}
