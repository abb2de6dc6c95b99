import type { OwnKeyScope } from "@dokly/contract";
import { formatMoney } from "../strings/format.ts";
import { strings } from "../strings/index.ts";
import { dayText } from "../usage/time-text.ts";
import { lastDayOf } from "./scope-draft.ts";

const words = strings.ownKeys.scope;

type Surroundings = {
  /** The name of a member or an API key by its id; undefined for who left. */
  readonly nameOf: (id: string) => string | undefined;
  readonly zone: string;
  readonly now: Date;
};

/** What a key pays for, in words: one line for each bound, and what is not bound where that matters. */
export function scopeLines(scope: OwnKeyScope, { nameOf, zone, now }: Surroundings): readonly string[] {
  const { kinds, members, roles, models, monthlyLimitCents, endsAt } = scope;
  const lines = [kinds === null ? words.everyKind : words.kinds(kinds.map(strings.usage.kind).join(", "))];
  const people = [
    ...(members ?? []).map((id) => nameOf(id) ?? words.gone),
    ...(roles ?? []).map((role) => words.roles(strings.app.roleNames[role].toLowerCase())),
  ];
  lines.push(people.length === 0 ? words.everybody : words.people(people.join(", ")));
  if (models !== null) lines.push(words.models(models.join(", ")));
  if (monthlyLimitCents !== null) lines.push(words.limit(formatMoney(monthlyLimitCents, "usd")));
  if (endsAt !== null) {
    const day = dayText(lastDayOf(endsAt, zone), "long");
    lines.push(Date.parse(endsAt) <= now.getTime() ? words.ended(day) : words.lastDay(day));
  }
  return lines;
}
