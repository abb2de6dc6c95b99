import { type AiOptions, optionLengths, optionsOfKind } from "@dokly/contract";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { strings } from "../strings/index.ts";
import classes from "./ai.module.css";
import { PriceTag } from "./price-tag.tsx";
import type { AiReviewParts } from "./use-ai.ts";
import type { ActiveRun } from "./use-ai-run.ts";
import { usePrice } from "./use-price.ts";

const words = strings.editor.review;

/** Has a text written once more with a wish added. What comes is compared with the original, not with this text. */
export function RefineForm({ review, run, text }: { review: AiReviewParts; run: ActiveRun; text: string }) {
  const [wish, setWish] = useState("");
  const instruction = wish.trim();
  const canRefine = (optionsOfKind[run.kind].optional as readonly string[]).includes("previous");
  const options: AiOptions = { ...run.options, instruction, previous: text };
  const range = review.range();
  const asked =
    range === null || instruction === "" || !canRefine
      ? null
      : { range: { from: range.from, to: range.to }, kind: run.kind, options, ask: "refine" };
  const price = usePrice(review.pricing, asked);
  if (!canRefine || text.length > optionLengths.previous) return null;
  return (
    <form
      className={classes["refine"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (instruction !== "") review.again(options, price.data);
      }}
    >
      <TextInput
        size="xs"
        aria-label={words.refineLabel}
        placeholder={words.refineExample}
        maxLength={optionLengths.instruction}
        value={wish}
        onChange={(event) => setWish(event.currentTarget.value)}
      />
      <PriceTag estimate={price.data?.estimate} isWaiting={price.isFetching} />
      <Button size="xs" variant="default" type="submit" disabled={instruction === ""}>
        {words.refine}
      </Button>
    </form>
  );
}
