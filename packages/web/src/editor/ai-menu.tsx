import { Button, Kbd, Popover, Text, UnstyledButton } from "@mantine/core";
import { ArrowLeft, Sparkles } from "lucide-react";
import { useEffect } from "react";
import { errorSentence } from "../api/error-sentence.ts";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import classes from "./ai-menu.module.css";
import { InstructionStep } from "./instruction-step.tsx";
import { KindList } from "./kind-list.tsx";
import { LanguageStep } from "./language-step.tsx";
import { PageConflict } from "./page-session.ts";
import { ToneStep } from "./tone-step.tsx";
import type { AiMenuParts } from "./use-ai.ts";

const words = strings.editor.ai;
export const modKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘" : "Ctrl";

/** The button beside a selection and its menu: each kind with what it will cost, before anything runs. */
export function AiMenu({ menu }: { menu: AiMenuParts }) {
  return (
    <Popover
      opened={menu.isOpen}
      onChange={(isOpen) => (isOpen ? menu.open() : menu.close())}
      position="bottom-start"
      width={352}
      withRoles={false}
      returnFocus={false}
      trapFocus
      // Near the end of the screen it turns over, and is never higher than there is room.
      middlewares={{ flip: true, shift: true, size: true }}
      shadow="md"
    >
      <Popover.Target>
        <Button
          className={classes["aiButton"]}
          size="compact-sm"
          leftSection={<Sparkles size={14} aria-hidden />}
          aria-label={menu.place === "cursor" ? words.buttonAtCursor : words.buttonLabel}
          aria-haspopup="menu"
          aria-expanded={menu.isOpen}
          // The selection stays where it is when the button is pressed.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => (menu.isOpen ? menu.close() : menu.open())}
        >
          {words.button}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0} className={classes["dropdown"] ?? ""}>
        {menu.step === "kinds" ? <KindsPage menu={menu} /> : <StepPage menu={menu} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function KindsPage({ menu }: { menu: AiMenuParts }) {
  return (
    <>
      <div className={classes["head"]}>
        {menu.place === "cursor" ? words.atCursor : words.menu}
        <span>
          <Kbd size="xs">{modKey}</Kbd> <Kbd size="xs">J</Kbd>
        </span>
      </div>
      <KindList menu={menu} />
      <MenuNote menu={menu} />
    </>
  );
}

const steps = { tone: ToneStep, language: LanguageStep, instruction: InstructionStep };
const kindOfStep = { tone: "tone", language: "translate", instruction: "custom" } as const;

function StepPage({ menu }: { menu: AiMenuParts }) {
  if (menu.step === "kinds") return null;
  const Step = steps[menu.step];
  return (
    <>
      <UnstyledButton className={classes["back"] ?? ""} onClick={() => menu.setStep("kinds")}>
        <ArrowLeft size={14} aria-hidden />
        {strings.editor.kinds[kindOfStep[menu.step]].name}
        <span className={classes["srOnly"]}>{words.back}</span>
      </UnstyledButton>
      <Step menu={menu} />
    </>
  );
}

function MenuNote({ menu: { prices, refusal, isWidened } }: { menu: AiMenuParts }) {
  const error =
    prices.error instanceof PageConflict
      ? strings.problems["version-conflict"]
      : prices.error === null
        ? null
        : errorSentence(prices.error);
  const alert = refusal ?? error;
  useEffect(() => {
    // Said and not marked as an alert: it stands beside a menu, which keeps the focus.
    if (alert !== null) announce(alert);
  }, [alert]);
  if (alert === null && !isWidened) return null;
  return (
    <Text size="xs" className={classes["note"] ?? ""} c={alert === null ? "dimmed" : "var(--mantine-color-error)"}>
      {alert ?? words.widened}
    </Text>
  );
}
