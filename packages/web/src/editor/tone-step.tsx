import { tones } from "@dokly/contract";
import { strings } from "../strings/index.ts";
import { MenuList } from "./menu-list.tsx";
import { StepPrice } from "./step-price.tsx";
import type { AiMenuParts } from "./use-ai.ts";

/** The tones to choose from, the one chosen last first. */
export function ToneStep({ menu }: { menu: AiMenuParts }) {
  const priced = menu.prices.data?.tone;
  const ordered = [menu.recent.tone, ...tones.filter((tone) => tone !== menu.recent.tone)];
  const entries = ordered.map((tone) => ({
    key: tone,
    ...strings.editor.tones[tone],
    isOneLine: true,
    onChoose: () => {
      menu.remember({ tone });
      menu.chooseWith("tone", { tone }, priced);
    },
  }));
  return (
    <>
      <MenuList label={strings.editor.kinds.tone.name} entries={entries} onBack={() => menu.setStep("kinds")} />
      <StepPrice estimate={priced?.estimate} isWaiting={false} />
    </>
  );
}
