import type { DocumentSummary } from "@dokly/contract";
import { Checkbox, Tooltip, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChevronRight, FileText, Folder } from "lucide-react";
import type { CSSProperties, KeyboardEvent, ReactNode } from "react";
import { formatAgo, formatBytes, formatDateTime, formatNumber } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import classes from "./documents.module.css";
import type { Asked } from "./documents-table.tsx";
import { PageActions } from "./page-actions.tsx";
import type { Share } from "./page-selection.ts";
import type { TreeRow } from "./page-tree.ts";

const words = strings.documents;

function Indent({ depth, children }: { depth: number; children: ReactNode }) {
  return (
    <div className={classes["indent"]} style={{ "--depth": depth } as CSSProperties}>
      {children}
    </div>
  );
}

/** Moves the focus to the checkbox of the row above or below; with Shift that row is selected too. */
function moveAmongBoxes(event: KeyboardEvent<HTMLInputElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const boxes = [...(event.currentTarget.closest("table")?.querySelectorAll<HTMLInputElement>("[data-select]") ?? [])];
  const next = boxes[boxes.indexOf(event.currentTarget) + step];
  event.preventDefault();
  if (next === undefined) return;
  next.focus();
  if (event.shiftKey && !next.checked) next.click();
}

type SelectBoxProps = { label: string; share: Share; onChange: (isOn: boolean, isRange: boolean) => void };

/** Selects a page, or all pages of a folder or of the list. */
export function SelectBox({ label, share, onChange }: SelectBoxProps) {
  return (
    <Checkbox
      size="xs"
      className={classes["select"] ?? ""}
      data-select
      aria-label={label}
      checked={share === "all"}
      indeterminate={share === "some"}
      onKeyDown={moveAmongBoxes}
      onChange={({ currentTarget, nativeEvent }) =>
        onChange(currentTarget.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
      }
    />
  );
}

type FolderRowProps = {
  row: Extract<TreeRow, { type: "folder" }>;
  isOpen: boolean;
  isFixed: boolean;
  onToggle: () => void;
  /** Absent for who may not change pages. */
  select: ReactNode;
};

/** Has every cell of a page's row, as columns that a narrow screen hides must not be spanned. */
export function FolderRow({ row, isOpen, isFixed, onToggle, select }: FolderRowProps) {
  return (
    <tr>
      {select === null ? null : <td className={classes["cellSelect"]}>{select}</td>}
      <td>
        <Indent depth={row.depth}>
          <UnstyledButton
            className={classes["folder"]}
            aria-expanded={isOpen}
            aria-label={words.folder(row.name, row.pages)}
            disabled={isFixed}
            onClick={onToggle}
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

type PageRowProps = {
  workspace: string;
  page: DocumentSummary;
  depth: number;
  canWrite: boolean;
  isSelected: boolean;
  onAsk: (asked: Asked) => void;
  select: ReactNode;
};

export function PageRow({ workspace, page, depth, canWrite, isSelected, onAsk, select }: PageRowProps) {
  return (
    <tr data-selected={isSelected || undefined}>
      {select === null ? null : <td className={classes["cellSelect"]}>{select}</td>}
      <td>
        <Indent depth={depth}>
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
        <PageActions workspace={workspace} page={page} canWrite={canWrite} onAsk={onAsk} />
      </td>
    </tr>
  );
}
