import type { DemoStep } from "@dokly/contract";
import { Anchor, Button, Group, Loader, Popover, Stack, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, ExternalLink } from "lucide-react";
import { useState } from "react";
import { useBalance } from "../api/credits.ts";
import { errorSentence } from "../api/error-sentence.ts";
import { useConfiguration } from "../api/session.ts";
import { proofLines } from "../proof/proof-lines.ts";
import { strings } from "../strings/index.ts";
import { exactInstantText } from "../usage/time-text.ts";
import classes from "./demo-bar.module.css";
import { rulesOfSteps } from "./demo-rules.ts";
import { useDemoStep } from "./use-demo-step.ts";

const words = strings.demo;

type StepProps = { readonly workspace: string; readonly step: DemoStep; readonly isAllowed: boolean };
type ButtonProps = StepProps & {
  /** Whether there is anything to do with it; one that is open stays until it is closed. */
  readonly isUseful: boolean;
};

/** A step's button, and above it what to look at, its rule, and the way to take it. */
export function DemoStepButton({ workspace, step, isAllowed, isUseful }: ButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  if (!isUseful && !isOpen) return null;
  const { label, short } = words.steps[step];
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      position="top-start"
      width="min(400px, calc(100vw - 16px))"
      shadow="lg"
      radius="lg"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={classes["step"]}
          data-open={isOpen || undefined}
          aria-label={label}
          onClick={() => setIsOpen(!isOpen)}
        >
          <span className={classes["long"]}>{label}</span>
          <span className={classes["short"]}>{short}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="md" aria-label={label}>
        <StepText workspace={workspace} step={step} isAllowed={isAllowed} onLeave={() => setIsOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function StepText({ workspace, step, isAllowed, onLeave }: StepProps & { onLeave: () => void }) {
  const { label, look, act, rule } = words.steps[step];
  const take = useDemoStep(workspace, step);
  return (
    <Stack gap="sm">
      <Text fw={650}>{label}</Text>
      <Text size="sm">{look}</Text>
      <Hint workspace={workspace} step={step} />
      <Anchor
        href={`/docs/ledger#${rulesOfSteps[step]}`}
        target="_blank"
        size="sm"
        underline="always"
        className={classes["rule"]}
      >
        {words.rule(rule)}
        <ExternalLink size={13} aria-hidden />
        <VisuallyHidden>{words.opensTab}</VisuallyHidden>
      </Anchor>
      {isAllowed ? (
        <Group gap="sm">
          {/* Never disabled: who works by keyboard would lose their place. */}
          <Button
            size="xs"
            aria-busy={take.isPending}
            {...(take.isPending && { leftSection: <Loader size={12} color="white" /> })}
            onClick={() => take.isPending || take.mutate()}
          >
            {act}
          </Button>
        </Group>
      ) : (
        <WhoMay step={step} />
      )}
      {take.isError && !take.isPending && (
        <Text size="sm" className={classes["outcome"]} c="var(--mantine-color-error)">
          <CircleAlert size={16} aria-hidden />
          <span>{errorSentence(take.error)}</span>
        </Text>
      )}
      {take.isSuccess && !take.isPending && (
        <Text size="sm" fw={550} className={classes["outcome"]} data-good={take.data.found?.ok !== false || undefined}>
          {take.data.found?.ok === false ? (
            <CircleAlert size={16} aria-hidden />
          ) : (
            <CircleCheck size={16} aria-hidden />
          )}
          <span>{take.data.text}</span>
        </Text>
      )}
      {take.data?.found !== undefined && (
        <>
          <ul className={classes["lines"]}>
            {take.data.found.ok
              ? proofLines(take.data.found, undefined).map((line) => <li key={line}>{line}</li>)
              : take.data.found.differences
                  .slice(0, 5)
                  .map(({ what, expected, found }) => (
                    <li key={`${what} ${found}`}>{`${what}: ${expected} ≠ ${found}`}</li>
                  ))}
          </ul>
          <Link
            className={classes["proof"]}
            to="/w/$workspace/settings/account/ai-usage"
            params={{ workspace }}
            hash="proof-title"
            onClick={onLeave}
          >
            {words.proof}
          </Link>
        </>
      )}
    </Stack>
  );
}

/** What only the present state of the workspace tells. */
function Hint({ workspace, step }: Pick<StepProps, "workspace" | "step">) {
  const balance = useBalance(workspace).data;
  if (balance === undefined) return null;
  const hint =
    step === "step-to-reset"
      ? words.resetAt(exactInstantText(balance.period.end))
      : step === "empty-bucket" && balance.plan === "enterprise"
        ? words.ownKey
        : null;
  if (hint === null) return null;
  return (
    <Text size="sm" c="dimmed">
      {hint}
    </Text>
  );
}

/** Who takes a step that this person may not. */
function WhoMay({ step }: Pick<StepProps, "step">) {
  const { demoSignIns } = useConfiguration();
  const isOfClock = step === "step-to-reset" || step === "end-clock";
  const operator = demoSignIns.find(({ email }) => email.startsWith("operator@"));
  const who = isOfClock ? words.operatorsOnly : words.ownersOnly;
  return (
    <Text size="sm">
      {who} {isOfClock && operator !== undefined ? words.demoOperator(operator.email) : null}
    </Text>
  );
}
