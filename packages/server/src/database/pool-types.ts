import pg from "pg";

const bigintOid = 20;

/**
 * How a pool reads PostgreSQL's types: bigint as `bigint`, all else as pg does. Given to each pool (`new pg.Pool({
 * types: poolTypes })`) and never set on the driver's global types, which other code in the process shares.
 */
export const poolTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === bigintOid && format !== "binary") return BigInt;
    return pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text");
  },
};
