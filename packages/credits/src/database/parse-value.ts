/**
 * How both adapters read PostgreSQL's text format, so that the same rows give the same values whatever the driver's own
 * habits are.
 */
type Parse = (text: string) => unknown;

const asText: Parse = (text) => text;

function parseBigintArray(text: string): readonly bigint[] {
  return text === "{}" ? [] : text.slice(1, -1).split(",").map(BigInt);
}

const instantPattern = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(?::?(\d\d))?$/;

/** Reads a timestamptz, in whatever zone the session writes it; anything else than DateStyle ISO is refused aloud. */
function parseInstant(text: string): Date {
  const match = instantPattern.exec(text);
  const instant = match ? new Date(`${match[1]}T${match[2]}${match[3] ?? ""}${match[4]}:${match[5] ?? "00"}`) : null;
  if (!instant || Number.isNaN(instant.getTime())) throw new TypeError(`not a timestamp in DateStyle ISO: ${text}`);
  return instant;
}

const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [16, (text) => text === "t"],
  [20, BigInt],
  [21, Number],
  [23, Number],
  [1016, parseBigintArray],
  [1184, parseInstant],
]);

/** The parser of a type by its number in pg_type; text for all that the engine does not select otherwise. */
export function parserOf(typeNumber: number): Parse {
  return parsers.get(typeNumber) ?? asText;
}

/** All parsers, keyed as PGlite wants them. */
export const parsersByType: Readonly<Record<number, Parse>> = Object.fromEntries(parsers);
