import { type Estimate, type Kind, kinds } from "@dokly/contract";
import { Button, Kbd, Loader, Menu, Text } from "@mantine/core";
import { Sparkles } from "lucide-react";
import { useEffect } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { PageConflict } from "./page-session.ts";
import type { useEstimates } from "./use-estimates.ts";

const words = strings.editor.ai;
export const modKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘" : "Ctrl";

/** The button beside a selection and its menu: each kind with what it will cost, before anything runs. */
export function AiMenu(props: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  estimates: ReturnType<typeof useEstimates>;
  /** What forbids any action on this selection, as a sentence. */
  refusal: string | null;
  isWidened: boolean;
  onChoose: (kind: Kind, estimate: Estimate) => void;
}) {
  const { estimates } = props;
  return (
    <Menu
      opened={props.isOpen}
      onChange={props.onOpenChange}
      position="bottom-start"
      width={348}
      returnFocus={false}
      trapFocus
      loop
    >
      <Menu.Target>
        <Button
          className={classes["aiButton"]}
          size="compact-sm"
          leftSection={<Sparkles size={14} aria-hidden />}
          aria-label={words.buttonLabel}
          // The selection stays where it is when the button is pressed.
          onMouseDown={(event) => event.preventDefault()}
        >
          {words.button}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={words.menu}>
        <Menu.Label className={classes["aiMenuLabel"]}>
          {words.menu}
          <span>
            <Kbd size="xs">{modKey}</Kbd> <Kbd size="xs">J</Kbd>
          </span>
        </Menu.Label>
        {kinds.map((kind, index) => (
          <KindItem
            key={kind}
            kind={kind}
            isFirst={index === 0}
            estimate={estimates.data?.items[kind]}
            isWaiting={estimates.isFetching}
            onChoose={props.onChoose}
          />
        ))}
        <MenuNote {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}

function MenuNote({ estimates, refusal, isWidened }: Parameters<typeof AiMenu>[0]) {
  const error =
    estimates.error instanceof PageConflict
      ? strings.problems["version-conflict"]
      : estimates.error === null
        ? null
        : errorSentence(estimates.error);
  const alert = refusal ?? error;
  useEffect(() => {
    // Said and not marked as an alert: a menu may hold nothing but its items.
    if (alert !== null) announce(alert);
  }, [alert]);
  if (alert !== null) {
    return (
      <Text size="xs" px="sm" py={6} c="var(--mantine-color-error)">
        {alert}
      </Text>
    );
  }
  return isWidened ? (
    <Text size="xs" px="sm" py={6} c="dimmed">
      {words.widened}
    </Text>
  ) : null;
}

function KindItem(props: {
  kind: Kind;
  isFirst: boolean;
  estimate: Estimate | undefined;
  isWaiting: boolean;
  onChoose: (kind: Kind, estimate: Estimate) => void;
}) {
  const { kind, estimate } = props;
  const { name, what } = strings.editor.kinds[kind];
  const choose = (): void => {
    if (estimate !== undefined) props.onChoose(kind, estimate);
  };
  return (
    <Menu.Item
      data-autofocus={props.isFirst || undefined}
      aria-disabled={estimate === undefined || undefined}
      closeMenuOnClick={false}
      data-short={estimate?.enough === false || undefined}
      className={classes["kind"]}
      onClick={choose}
      rightSection={<Cost estimate={estimate} isWaiting={props.isWaiting} />}
    >
      <Text span display="block" size="sm" fw={600}>
        {name}
      </Text>
      <Text span display="block" size="xs" c="dimmed">
        {what}
      </Text>
    </Menu.Item>
  );
}

function Cost({ estimate, isWaiting }: { estimate: Estimate | undefined; isWaiting: boolean }) {
  if (estimate === undefined) {
    return isWaiting ? <Loader size={12} aria-label={words.estimating} /> : null;
  }
  if (estimate.payer === "byok") return <span className={classes["cost"]}>{words.ownKey}</span>;
  return estimate.enough ? (
    <span className={classes["cost"]}>{words.credits(estimate)}</span>
  ) : (
    <span className={classes["costShort"]}>{words.notEnough(estimate.high, estimate.available)}</span>
  );
}
