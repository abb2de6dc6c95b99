// Each word is put together here, so that this file does not hold it itself.
const join = (...parts) => parts.join("");
const marks = [
  {
    pattern: new RegExp(
      `\\b(${[join("TO", "DO"), join("FIX", "ME"), join("HA", "CK"), join("X", "XX")].join("|")})\\b`,
    ),
    what: "a mark for later",
  },
  { pattern: new RegExp(`@ts-(${["ignore", "nocheck", "expect-error"].join("|")})`), what: "an unchecked line" },
  { pattern: new RegExp(join("eslint", "-disable|oxlint", "-disable")), what: "a silenced rule" },
  {
    pattern: new RegExp(`\\b(it|test|describe)\\.(${["only", "skip", "todo"].join("|")})\\b`),
    what: "a test that does not run",
  },
  { pattern: new RegExp(join("^\\s*", "debugger;")), what: "a stop for a debugger" },
];

/** Nothing is left over from the work: no marks, no silenced checks, no tests that do not run. */
export function checkLeftovers(sources) {
  return sources.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) =>
      marks
        .filter(({ pattern }) => pattern.test(line))
        .map(
          ({ what }) => `${path}:${index + 1} holds ${what}. Do it now, or write it down as an issue and take it out.`,
        ),
    ),
  );
}
