import { optionLengths } from "@dokly/contract";
import { Button, Textarea } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./ai-menu.module.css";
import { StepPrice } from "./step-price.tsx";
import type { AiMenuParts } from "./use-ai.ts";
import { usePrice } from "./use-price.ts";

const words = strings.editor.ai.instruction;

/** What to do with the text, in the person's own words; Enter runs it. */
export function InstructionStep({ menu }: { menu: AiMenuParts }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const instruction = text.trim();
  const { range, prices } = menu;
  const price = usePrice(
    menu.pricing,
    range === null || instruction === "" ? null : { range, kind: "custom", options: { instruction }, ask: "menu" },
  );
  const shown = price.data ?? prices.data?.custom;
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const run = (): void => {
    if (instruction !== "") menu.chooseWith("custom", { instruction }, shown);
  };
  return (
    <form
      className={classes["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Textarea
        ref={field}
        aria-label={words.label}
        placeholder={words.example}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={optionLengths.instruction}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          run();
        }}
      />
      <StepPrice estimate={shown?.estimate} isWaiting={price.isFetching}>
        <Button size="compact-sm" type="submit" disabled={instruction === ""}>
          {words.run}
        </Button>
      </StepPrice>
    </form>
  );
}
