import { Anchor, Badge, Kbd, UnstyledButton } from "@mantine/core";
import { Sparkles } from "lucide-react";
import { useState } from "react";
import { ReceiptDrawer } from "../receipt/receipt-drawer.tsx";
import { UndoButton } from "../receipt/undo-button.tsx";
import { ReportLink } from "../reports/report-link.tsx";
import { strings } from "../strings/index.ts";
import { modKey } from "./ai-menu.tsx";
import { chargeFigures } from "./charge-figures.ts";
import classes from "./editor.module.css";
import { kindName } from "./say-run-end.ts";
import type { useAi } from "./use-ai.ts";

const words = strings.editor;

/** The line below the page: what the last AI action cost and why, or how to begin one. */
export function ActionStatus(props: {
  workspace: string;
  last: ReturnType<typeof useAi>["last"];
  canUseAi: boolean;
  onOpenAi: () => void;
}) {
  const { action, isAccepted, takeBack } = props.last;
  const [opened, setOpened] = useState<string | null>(null);
  if (action === null) {
    return props.canUseAi ? <AiHint onOpen={props.onOpenAi} /> : null;
  }
  return (
    <>
      <section className={classes["last"]} aria-label={words.status.label} data-testid="last-action">
        <span className={classes["lastKind"]}>{kindName(action.kind)}</span>
        <span>{words.status.line(chargeFigures(action))}</span>
        {action.status === "cancelled" ? <span>· {words.status.stopped}</span> : null}
        {action.tags.includes("refunded") && !action.tags.includes("undone") ? (
          <Badge size="xs" variant="default" tt="none">
            {words.status.refunded}
          </Badge>
        ) : null}
        {action.tags.includes("undone") ? (
          <Badge size="xs" variant="default" tt="none">
            {words.status.undone(action.refunded)}
          </Badge>
        ) : null}
        <span aria-hidden>·</span>
        <Anchor component="button" type="button" size="xs" underline="always" onClick={() => setOpened(action.id)}>
          <span aria-hidden>{words.status.why}</span>
          <span className={classes["srOnly"]}>{words.status.whyLabel}</span>
        </Anchor>
        <ReportLink workspace={props.workspace} action={action} />
        {isAccepted ? (
          <UndoButton workspace={props.workspace} action={action} size="compact-xs" onUndone={takeBack} />
        ) : null}
      </section>
      <ReceiptDrawer workspace={props.workspace} action={opened} onClose={() => setOpened(null)} />
    </>
  );
}

/** Opens the menu, for who does not know the keys yet or has none. */
function AiHint({ onOpen }: { onOpen: () => void }) {
  return (
    <UnstyledButton
      className={classes["hint"] ?? ""}
      aria-label={words.ai.hintLabel}
      // The selection stays where it is.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      <Sparkles size={14} aria-hidden />
      {words.ai.hint} <Kbd size="xs">{modKey}</Kbd> <Kbd size="xs">J</Kbd>
    </UnstyledButton>
  );
}
