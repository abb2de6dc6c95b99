import { limitRefusal, type Problem } from "@dokly/contract";
import { formatDate, formatList } from "../strings/format.ts";
import { strings } from "../strings/index.ts";

const words = strings.limits.refusal;

/**
 * The refusal of a hard limit on credits: whose it is, how far it is used, who set it and who can change it, by name.
 * Null for a limit of another kind, whose own sentence tells enough.
 */
export function limitRefusalText(problem: Problem): string | null {
  const parsed = limitRefusal.safeParse(problem);
  if (!parsed.success || parsed.data.limit.unit !== "credits" || parsed.data.limit.ownKey !== null) return null;
  const { limit, whose, setBy, setAt, people } = parsed.data;
  const what = limit.kind === null ? strings.limits.list.everything : strings.usage.kind(limit.kind);
  const figures = strings.limits.list.usage(limit.used, limit.most, limit.reserved);
  const sentences = [
    whose === null ? words.all(what, figures, limit.needed) : words.own(whose.name, what, figures, limit.needed),
    words.free,
    ...(setBy === null || setAt === null ? [] : [words.setBy(setBy.name, formatDate(setAt))]),
    ...(people.length === 0 ? [] : [words.changedBy(formatList(people.map(({ name }) => name)))]),
  ];
  return sentences.join(" ");
}
