import type { StoryEvent } from "@dokly/contract";
import { strings } from "../strings/index.ts";

const words = strings.operatorConsole.story;
const { names } = strings.operatorConsole.acts;

/** What an event says to people. Facts that a server does not tell count as none. */
export function storySentence({ what, facts }: StoryEvent): string {
  const number = (name: string): number => (typeof facts[name] === "number" ? facts[name] : 0);
  const text = (name: string): string | null => (typeof facts[name] === "string" ? facts[name] : null);
  switch (what) {
    case "estimated":
      return words.estimated(number("low"), number("high"));
    case "held":
      return words.held(number("credits"));
    case "sent":
      return words.sent(text("model") ?? "", text("writer"));
    case "cancel-asked":
      return words["cancel-asked"];
    case "answered":
      return words.answered(
        number("input") + number("cacheRead") + number("cacheWrite"),
        number("output"),
        number("thinking"),
      );
    case "provider-failed":
      return words["provider-failed"](text("code"));
    case "settled":
      return words.settled(number("charged"), number("returned"));
    case "released":
      return words.released(number("returned"), text("message"));
    case "expired":
      return words.expired(number("returned"));
    case "undone":
      return words.undone;
    case "refunded":
      return words.refunded(number("credits"));
    case "operator-act":
      return actSentence(text("act") ?? "", text("by") ?? "", facts["credits"]);
  }
}

function actSentence(act: string, by: string, credits: StoryEvent["facts"][string] | undefined): string {
  return words.act(names[act] ?? act, by, typeof credits === "number" ? credits : null);
}
