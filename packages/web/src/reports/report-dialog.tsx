import type { Action } from "@dokly/contract";
import { Modal } from "@mantine/core";
import { strings } from "../strings/index.ts";
import { ReportForm } from "./report-form.tsx";

type ReportDialogProps = { workspace: string; action: Action; isOpened: boolean; onClose: () => void };

/** Asks what was wrong with an action. */
export function ReportDialog({ workspace, action, isOpened, onClose }: ReportDialogProps) {
  return (
    <Modal opened={isOpened} onClose={onClose} title={strings.reports.form.title} size="md">
      <ReportForm workspace={workspace} action={action} onClose={onClose} />
    </Modal>
  );
}
