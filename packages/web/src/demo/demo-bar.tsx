import { type DemoStep, demoSteps } from "@dokly/contract";
import { ActionIcon, AppShell, Button } from "@mantine/core";
import { FlaskConical, X } from "lucide-react";
import { useConfiguration } from "../api/session.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import classes from "./demo-bar.module.css";
import { useDemoSteps, useIsDemoBarOpen } from "./demo-queries.ts";
import { DemoStepButton } from "./demo-step.tsx";

const words = strings.demo;

type DemoBarProps = { readonly workspace: string; readonly allowed: readonly DemoStep[]; readonly onClose: () => void };

/** Outside production, at the foot of a workspace: what somebody who tries Dokly out can make happen. */
export function DemoBar({ workspace, allowed, onClose }: DemoBarProps) {
  const isSimulated = (useConfiguration().simulatedNow ?? null) !== null;
  const close = (): void => {
    onClose();
    announce(words.closed);
  };
  return (
    <AppShell.Footer className={classes["bar"]} aria-label={words.bar}>
      <span className={classes["title"]}>
        <FlaskConical size={16} aria-hidden />
        {words.title}
      </span>
      <div className={classes["steps"]}>
        {demoSteps.map((step) => (
          <DemoStepButton
            key={step}
            workspace={workspace}
            step={step}
            isAllowed={allowed.includes(step)}
            isUseful={step !== "end-clock" || isSimulated}
          />
        ))}
      </div>
      <ActionIcon size="md" aria-label={words.close} onClick={close}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </AppShell.Footer>
  );
}

/** In the account menu: where the bar is found again. Nothing for who can do nothing with it. */
export function DemoBarSwitch({ workspace }: { workspace: string }) {
  const [isOpen, setIsOpen] = useIsDemoBarOpen();
  if (useDemoSteps(workspace).length === 0) return null;
  return (
    <Button
      mt="md"
      fullWidth
      variant="default"
      size="xs"
      leftSection={<FlaskConical size={15} aria-hidden />}
      onClick={() => setIsOpen(!isOpen)}
    >
      {isOpen ? words.hide : words.show}
    </Button>
  );
}
