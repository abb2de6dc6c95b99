import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./editor.module.css";
import type { useAi } from "./use-ai.ts";

const words = strings.editor.waiting;

/** Offers an action that waited for credits when its page was left, for the checkout or anything else. */
export function WaitingBanner({ waiting }: { waiting: ReturnType<typeof useAi>["waiting"] }) {
  const [isRunning, setIsRunning] = useState(false);
  const { remembered } = waiting;
  if (remembered === null) return null;
  const run = (): void => {
    setIsRunning(true);
    void waiting.runRemembered().finally(() => setIsRunning(false));
  };
  return (
    <div className={classes["kept"]} role="status">
      <Text size="sm">{words.text(strings.editor.kinds[remembered.kind].name)}</Text>
      <Button size="compact-sm" loading={isRunning} onClick={run}>
        {words.run}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={waiting.dismiss}>
        {words.dismiss}
      </Button>
    </div>
  );
}
