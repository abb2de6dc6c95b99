import type { Action } from "@dokly/contract";
import { Anchor, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { strings } from "../strings/index.ts";
import { ReportDialog } from "./report-dialog.tsx";
import { actionReportQuery } from "./report-queries.ts";

const words = strings.reports;

/** Below the page, after an action ran: a way to say that it did not work, or that this was said. */
export function ReportLink({ workspace, action }: { workspace: string; action: Action }) {
  const told = useQuery(actionReportQuery(workspace, action.id)).data;
  const [isOpened, dialog] = useDisclosure(false);
  if (told === undefined) return null;
  if (told.report !== null) {
    return (
      <Text span size="xs">
        · {words.reported}
      </Text>
    );
  }
  if (!told.canReport) return null;
  return (
    <>
      <span aria-hidden>·</span>
      <Anchor component="button" type="button" size="xs" underline="always" onClick={dialog.open}>
        {words.button}
      </Anchor>
      <ReportDialog workspace={workspace} action={action} isOpened={isOpened} onClose={dialog.close} />
    </>
  );
}
