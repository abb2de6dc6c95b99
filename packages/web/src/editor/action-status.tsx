import type { Action } from "@dokly/contract";
import { Anchor, Badge, Kbd } from "@mantine/core";
import { useState } from "react";
import { ReceiptDrawer } from "../receipt/receipt-drawer.tsx";
import { strings } from "../strings/index.ts";
import { modKey } from "./ai-menu.tsx";
import { chargeFigures } from "./charge-figures.ts";
import classes from "./editor.module.css";
import { kindName } from "./say-run-end.ts";

const words = strings.editor;

/** The line below the page: what the last AI action cost and why, or how to begin one. */
export function ActionStatus(props: { workspace: string; action: Action | null; canUseAi: boolean }) {
  const { action } = props;
  const [opened, setOpened] = useState<string | null>(null);
  if (action === null) {
    return props.canUseAi ? (
      <span className={classes["hint"]}>
        {words.ai.hint} <Kbd size="xs">{modKey}</Kbd> <Kbd size="xs">J</Kbd>
      </span>
    ) : null;
  }
  return (
    <>
      <section className={classes["last"]} aria-label={words.status.label} data-testid="last-action">
        <span className={classes["lastKind"]}>{kindName(action.kind)}</span>
        <span>{words.status.line(chargeFigures(action))}</span>
        {action.tags.includes("refunded") ? (
          <Badge size="xs" variant="default" tt="none">
            {words.status.refunded}
          </Badge>
        ) : null}
        <span aria-hidden>·</span>
        <Anchor component="button" type="button" size="xs" underline="always" onClick={() => setOpened(action.id)}>
          <span aria-hidden>{words.status.why}</span>
          <span className={classes["srOnly"]}>{words.status.whyLabel}</span>
        </Anchor>
      </section>
      <ReceiptDrawer workspace={props.workspace} action={opened} onClose={() => setOpened(null)} />
    </>
  );
}
