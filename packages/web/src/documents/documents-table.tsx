import type { DocumentSummary } from "@dokly/contract";
import { VisuallyHidden } from "@mantine/core";
import { useSet } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { strings } from "../strings/index.ts";
import { DeletePageDialog } from "./delete-page-dialog.tsx";
import { FolderRow, PageRow, SelectBox } from "./document-rows.tsx";
import classes from "./documents.module.css";
import { shareSelected } from "./page-selection.ts";
import { pagesBelow, pageTree } from "./page-tree.ts";
import { RenamePageDialog } from "./rename-page-dialog.tsx";
import type { PageSelection } from "./use-page-selection.ts";

const words = strings.documents;
const noneClosed: ReadonlySet<string> = new Set();

export type Asked = { to: "rename" | "delete"; page: DocumentSummary };

type DocumentsTableProps = {
  workspace: string;
  pages: readonly DocumentSummary[];
  allPages: readonly DocumentSummary[];
  isFiltered: boolean;
  canWrite: boolean;
  selection: PageSelection;
};

/** The pages as a table that folds by folder; a filter opens every folder. Who may change pages can select them. */
export function DocumentsTable({ workspace, pages, allPages, isFiltered, canWrite, selection }: DocumentsTableProps) {
  const closed = useSet<string>();
  const [asked, setAsked] = useState<Asked | null>(null);
  const rows = pageTree(pages, isFiltered ? noneClosed : closed);
  const listed = rows.flatMap((row) => (row.type === "page" ? [row.page.path] : []));
  const toggle = (path: string): void => void (closed.delete(path) || closed.add(path));
  const dialog = { workspace, onClose: () => setAsked(null) };
  const group = (label: string, paths: readonly string[]) =>
    canWrite ? (
      <SelectBox
        label={label}
        share={shareSelected(paths, selection.paths)}
        onChange={(isOn) => selection.toggleAll(paths, isOn)}
      />
    ) : null;
  if (rows.length === 0) return null;
  return (
    <>
      <table className={classes["table"]}>
        <DocumentsHead
          select={group(
            words.selectAll,
            pages.map(({ path }) => path),
          )}
        />
        <tbody>
          {rows.map((row) =>
            row.type === "folder" ? (
              <FolderRow
                key={`${row.path}/`}
                row={row}
                isOpen={isFiltered || !closed.has(row.path)}
                isFixed={isFiltered}
                onToggle={() => toggle(row.path)}
                select={group(words.selectFolder(row.name), pagesBelow(pages, row.path))}
              />
            ) : (
              <PageRow
                key={row.page.path}
                workspace={workspace}
                page={row.page}
                depth={row.depth}
                canWrite={canWrite}
                isSelected={selection.paths.has(row.page.path)}
                onAsk={setAsked}
                select={
                  canWrite ? (
                    <SelectBox
                      label={words.select(row.page.title)}
                      share={selection.paths.has(row.page.path) ? "all" : "none"}
                      onChange={(isOn, isMeant) => selection.toggle(row.page.path, isOn, { listed, isMeant })}
                    />
                  ) : null
                }
              />
            ),
          )}
        </tbody>
      </table>
      <RenamePageDialog {...dialog} page={asked?.to === "rename" ? asked.page : null} pages={allPages} />
      <DeletePageDialog {...dialog} page={asked?.to === "delete" ? asked.page : null} />
    </>
  );
}

function DocumentsHead({ select }: { select: ReactNode }) {
  return (
    <thead>
      <tr>
        {select === null ? null : <td className={`${classes["colSelect"]} ${classes["cellSelect"]}`}>{select}</td>}
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
  );
}
