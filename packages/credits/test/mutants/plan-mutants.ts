// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are code, and braces in them are part of it.

import { type Mutant, mutantsOf } from "./mutant.ts";

/** Mistakes in the rules about trials, unpaid plans and plans that wait. */
export const planMutants: readonly Mutant[] = [
  ...mutantsOf("src/domain/unpaid.ts", {
    "a period that begins at the instant of the mark counts as paid": [
      "if (account.unpaid === null || periodStart < account.unpaid.from) return whole;",
      "if (account.unpaid === null || periodStart <= account.unpaid.from) return whole;",
    ],
    "an unpaid plan gives the free credits also where its own are fewer": [
      "return kept < whole ? kept : whole;",
      "return kept;",
    ],
    "a failed renewal takes the free credits too": ["due: partAbove(lot, kept)", "due: lot.granted"],
    "a failure of a later period takes this period's credits": [
      "return unpaid !== null && period !== null && period.start >= unpaid.from;",
      "return unpaid !== null && period !== null;",
    ],
    "paid again, everything comes back whatever the plan is by then": [
      "due: partAbove(lot, entitlement)",
      "due: entitlement - entitlement",
    ],
    "the part of a lot above a number is the whole lot": [
      "return above < granted ? above : granted;",
      "return granted;",
    ],
  }),
  ...mutantsOf("src/domain/advance.ts", {
    "a trial's end is not the anchor": ["return { anchor: end, period: {", "return { anchor: now, period: {"],
    "a trial never ends": ["changeSettings(book, { trialDays: 0 });", ";"],
    "a plan that waits for a later reset comes at the next": ["return from === null || from <= start;", "return true;"],
  }),
  ...mutantsOf("src/domain/change-plan.ts", {
    "a plan that is put in force gives nothing back": [
      "if (wasUnpaid) giveBackUnpaid(book, entitlement, {",
      "if (granted < 0n) giveBackUnpaid(book, entitlement, {",
    ],
    "a plan that is put in force leaves the mark": [
      "changeSettings(book, { ...choice, pending: null, unpaid: null });\n  if",
      "changeSettings(book, { ...choice, pending: null });\n  if",
    ],
    "an anchor that moves in a trial leaves it running": [
      "const trialDays = account.trialDays === null ? null : 0;",
      "const { trialDays } = account;",
    ],
    "paying for a later period raises this one": [
      "const granted = wasUnpaid ? missingTo(book, entitlement) : 0n;",
      "const granted = missingTo(book, entitlement);",
    ],
    "a mark that begins later gives nothing back": [
      "isUnpaid ? creditsWhileUnpaid(unpaid, catalog) : entitlement;",
      "wasUnpaid ? creditsWhileUnpaid(unpaid, catalog) : entitlement;",
    ],
  }),
];
