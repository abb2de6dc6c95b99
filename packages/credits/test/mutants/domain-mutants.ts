// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are code, and braces in them are part of it.

import { type Mutant, mutantsOf } from "./mutant.ts";

/** Mistakes in the rules about lots, holds and what they draw. */
export const lotMutants: readonly Mutant[] = [
  ...mutantsOf("src/domain/burn-order.ts", {
    "lots are drawn latest expiry first": [
      "return expiryOfA < expiryOfB ? -1 : 1;",
      "return expiryOfA < expiryOfB ? 1 : -1;",
    ],
    "at equal expiry the source does not matter": [
      "if (a.source !== b.source) return sourceOrder[a.source] - sourceOrder[b.source];",
      "",
    ],
    "top-ups are drawn before goodwill": ['goodwill: 1, "top-up": 2', 'goodwill: 2, "top-up": 1'],
    "the newest lot is drawn first": ["return a.number < b.number ? -1 : 1;", "return a.number < b.number ? 1 : -1;"],
    "expired lots are drawn": ["lot.available > 0n && !isExpired(lot, now)", "lot.available > 0n"],
    "a charge falls on the last drawn lot first": [
      "return draws.map((draw, part) => {",
      "return draws.toReversed().map((draw, part) => {",
    ],
    "a refund gives back the first drawn first": ["    .toReversed()\n", ""],
    "a refund forgets the refunds before it": ["let skipped = refund.refundedBefore;", "let skipped = 0n;"],
  }),
  ...mutantsOf("src/domain/lot.ts", {
    "a lot lives in the instant of its expiry": [
      "lot.expiresAt.getTime() <= now.getTime()",
      "lot.expiresAt.getTime() < now.getTime()",
    ],
    "a reversal that is due takes all that returns": [
      "return outstanding < credits ? outstanding : credits;",
      "return credits;",
    ],
  }),
  ...mutantsOf("src/domain/hold.ts", {
    "a hold lives in the instant of its deadline": [
      "hold.deadline.getTime() <= databaseNow.getTime()",
      "hold.deadline.getTime() < databaseNow.getTime()",
    ],
  }),
  ...mutantsOf("src/domain/take-holds.ts", {
    "a hold may be one credit above what is available": ["if (needed > available) {", "if (needed > available + 1n) {"],
    "a suspended workspace takes holds": ["if (!account.isSuspended) return;", "if (account.workspace >= 0n) return;"],
    "linked holds are checked one by one": [
      "const needed = holds.reduce((sum, { credits }) => sum + credits, 0n);",
      "const needed = holds.reduce((most, { credits }) => (credits > most ? credits : most), 0n);",
    ],
    "a running hold does not count for limits": [
      'countForLimits(book, hold, { hold: "begins" });',
      'countForLimits(book, hold, { hold: "ended" });',
    ],
    "limits are not asked": ["checkLimits(book, holds);", "checkLimits(book, []);"],
  }),
  ...mutantsOf("src/domain/end-hold.ts", {
    "what returns to a dead lot is available": [
      'lotOf(book, lot).expiredAt ? "expired" : "available"',
      '"available" as const',
    ],
    "what returns does not pay a reversal": [
      "const reversed = reversedFirst(lotOf(book, lot), returned);",
      "const reversed = reversedFirst(lotOf(book, lot), 0n);",
    ],

    "an ended hold stays reserved in its limits": ['{ hold: "ends", used }', '{ hold: "ended", used }'],
    "the chart does not see charges": [
      'if (ending.state === "settled") countUsage',
      'if (ending.state === "expired") countUsage',
    ],
  }),
  ...mutantsOf("src/domain/limit-scope.ts", {
    "a key's own limit is not asked": [
      "if (ownKey !== null) subjects.push",
      "if (ownKey === null && kind === null) subjects.push",
    ],
    "a member's limit does not count all kinds": [
      "subjects.push({ member, kind: null, ownKey: null }, {",
      "subjects.push({",
    ],
  }),
  ...mutantsOf("src/domain/limits.ts", {
    "an end after the reset is counted in the new period's limits": [
      "if (!isCurrent) {",
      "if (!isCurrent && moved.used < 0n) {",
    ],
    "nano-dollars are not reserved": ['"nano-dollars": hold.ownKey?.nanoDollars ?? 0n', '"nano-dollars": 0n'],
    "limits forget what is held": ["used + reserved + needed <= limit", "used + needed <= limit"],

    "a hold of zero is refused where a limit was lowered": ["needed === 0n || ", ""],
  }),
];

/** Mistakes in the rules about periods, plans, refunds and reversals. */
export const periodMutants: readonly Mutant[] = [
  ...mutantsOf("src/domain/advance.ts", {
    "lots do not expire": ["  expireLots(book);\n  for", "  for"],
    "overdue holds are not ended": ["for (const hold of overdue) {", "for (const hold of overdue.slice(1)) {"],
    "the old period holds in the instant of its end": ["now < account.period.end", "now <= account.period.end"],
    "after a long sleep the next period is opened, not the current one": [
      "return { anchor, period: periodAt(anchor, now) };",
      "return { anchor, period: periodAt(anchor, account.period?.end ?? now) };",
    ],
    "the plan that was chosen for the reset is forgotten": [
      "if (!isFirst && account.pending !== null",
      "if (isFirst && account.pending !== null",
    ],
    "an expiry is dated when somebody noticed it": ["effectiveAt: expiresAt ?? book.now", "effectiveAt: book.now"],
  }),
  ...mutantsOf("src/domain/period.ts", {
    "the 31st overflows into the next month": ["Math.min(anchor.getUTCDate(), lastDay)", "anchor.getUTCDate()"],
    "a period begins a moment after its start": ["addMonths(anchor, months) > at", "addMonths(anchor, months) >= at"],
  }),
  ...mutantsOf("src/domain/begin-period.ts", {
    "what the old period spent is shown in the new one": [
      "{ ...lot, spentInPeriod: 0n, isOpen }",
      "{ ...lot, isOpen }",
    ],
    "limits count over the reset": ["  beginLimits(book, period.start);\n", ""],
  }),
  ...mutantsOf("src/domain/change-plan.ts", {
    "an upgrade grants the whole plan": [
      "const granted = entitlement - book.account.entitlement;",
      "const granted = entitlement;",
    ],
    "lowering and raising again grants again": [
      "if (granted === 0n) return { lot: null, granted };",
      "if (granted === 0n) changeAccount(book, { entitlement });\n  if (granted === 0n) return { lot: null, granted };",
    ],
    "a moved anchor leaves the old monthly lots alive": [
      'if (lot.source === "monthly") expireNow',
      'if (lot.source !== "monthly" && lot.available < 0n) expireNow',
    ],
    "a moved anchor lets top-ups die at the old reset": ["lot.expiresAt < period.end)", "lot.expiresAt > period.end)"],
    "a plan chosen for the reset survives an upgrade now": [
      "changeSettings(book, { ...choice, pending: null, unpaid: null });",
      "changeSettings(book, { ...choice, unpaid: null });",
    ],
  }),
  ...mutantsOf("src/domain/refund.ts", {
    "a refund goes to a dead lot": ["return book.lots.get(lot)?.expiredAt === null;", "return book.lots.has(lot);"],
    "a refund does not pay a reversal": [
      "reversedFirst(lotOf(book, lot), back)",
      "reversedFirst(lotOf(book, lot), 0n)",
    ],
    "a refund does not lower its day": ["  countRefund(book, hold, credits);\n", ""],
    "a refund stays used in limits": [
      '  countForLimits(book, hold, { hold: "ended", used: { credits: -credits } });\n',
      "",
    ],
    "a refund stays spent in the panel": ["countSpent(book, lot, -back)", "countSpent(book, lot, 0n)"],
    "goodwill of a refund does not name its action": ["refundOf: hold.number", "refundOf: null"],
  }),
  ...mutantsOf("src/domain/reverse-grant.ts", {
    "what is due is rounded up": [
      "(granted * cents.refunded) / cents.paid",
      "(granted * cents.refunded + cents.paid - 1n) / cents.paid",
    ],
    "a report that comes late lowers what is due": [
      "if (due <= before.reversalDue) return;",
      "if (due === before.reversalDue) return;",
    ],
    "a won dispute raises what is due": [
      "if (due >= before.reversalDue) return;",
      "if (due === before.reversalDue) return;",
    ],
    "a won dispute revives a dead lot": ['before.expiredAt === null ? "available" : "expired"', '"available" as const'],
  }),
  ...mutantsOf("src/domain/book.ts", {
    "an end after the reset counts in the new period": [
      "book.account.period !== null && hold.startedAt >= book.account.period.start",
      "book.account.period !== null",
    ],
    "business time runs back": [
      "account.lastAt > time.business ? account.lastAt",
      "account.lastAt < time.business ? time.business",
    ],
  }),
  ...mutantsOf("src/domain/transfer.ts", {
    "a line's hash does not chain to the line before": [
      '["${previousHash}","${transferFormat}"',
      '["${transferFormat}"',
    ],
    "a line's hash leaves out its credits": ['"${credits}","${lot}",', '"${lot}",'],
    "a line's hash leaves out its reason": ['`${JSON.stringify(transfer.reason)},"${at}"', '`"${at}"'],
  }),
];

/** Mistakes in prices and in what `verify` looks at. */
export const priceMutants: readonly Mutant[] = [
  ...mutantsOf("src/domain/amount.ts", {
    "prices are rounded down": ["(dividend + divisor - 1n) / divisor", "dividend / divisor"],
    "amounts beyond what JSON carries are taken": ["value >= least && value <= creditsMax", "value >= least"],
    "the sum of grants may leave what JSON carries": [
      "if (granted + credits <= creditsMax) return;",
      "if (credits <= creditsMax) return;",
    ],
  }),
  ...mutantsOf("src/domain/rate-card.ts", {
    "a request can cost nothing": ["credits: credits > 1n ? credits : 1n", "credits"],
    "a band ends one token early": ["prompt <= promptTokensMax", "prompt < promptTokensMax"],
    "a rate card is not in force in its first instant": [
      "from.getTime() <= at.getTime()",
      "from.getTime() < at.getTime()",
    ],
    "cached tokens do not count for the band": ["usage.input + usage.cacheRead + usage.cacheWrite", "usage.input"],
  }),
  ...mutantsOf("src/domain/top-up-price.ts", {
    "top-ups are rounded down": [
      "divideRoundingUp((credits - below.credits) * step.priceCents, step.credits)",
      "((credits - below.credits) * step.priceCents) / step.credits",
    ],
    "the smallest order is below the provider's minimum": [
      ">= smallestChargeCents) high = middle",
      "> 0n) high = middle",
    ],
  }),
  ...mutantsOf("src/domain/replay.ts", {
    "verify does not look at hashes": [
      "const hash = hashTransfer(line as Transfer, replay.hash);",
      "const { hash } = line;",
    ],
    "verify does not see a missing line": [
      "compare(replay.findings, `transfer ${expectedSequence} sequence`, expectedSequence, line.sequence);",
      "",
    ],
    "verify does not look at balances": [
      "compare(replay.findings, `transfer ${line.sequence} balance_after`, replay.available, line.balanceAfter);",
      "",
    ],
  }),
  ...mutantsOf("src/domain/audit-lots.ts", {
    "verify does not look at lots": [
      "compare(findings, `lot ${lot.number} ${part}`, parts?.[part] ?? 0n, lot[part]);",
      "",
    ],
  }),
  ...mutantsOf("src/domain/audit-usage.ts", {
    "verify does not look at the chart": [
      'compare(findings, `usage slot ${id}`, expected ? describe(expected) : "none", describe(slot));',
      "",
    ],
    "verify does not look at sums of days": [
      'compare(findings, `usage day ${id}`, known ? describeSum(known) : "none", describeSum(sum));',
      "",
    ],
    "verify does not miss sums of days": [
      "if (sum.credits !== 0n || sum.actions !== 0n) compare(",
      "if (before === undefined) compare(",
    ],
  }),
  ...mutantsOf("src/domain/day-sums.ts", {
    "the first slot that is not added up is taken for one that is": [
      "at < account.summed.until",
      "at <= account.summed.until",
    ],
    "a late charge counts from the slot behind its own": ["index < first ? sum", "index <= first ? sum"],
  }),
  ...mutantsOf("src/domain/audit.ts", {
    "verify does not see lines cut off at the end": [
      'compare(findings, "account last_sequence", replay.sequence, account.lastSequence);',
      "",
    ],
  }),
];
