import { batchMutants, verbMutants } from "./batch-mutants.ts";
import { lotMutants, periodMutants, priceMutants } from "./domain-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { planMutants } from "./plan-mutants.ts";
import { schemaMutants, storeMutants } from "./store-mutants.ts";

/** Every mistake that the tests have to find. */
export const mutants: readonly Mutant[] = [
  ...lotMutants,
  ...periodMutants,
  ...planMutants,
  ...priceMutants,
  ...verbMutants,
  ...batchMutants,
  ...storeMutants,
  ...schemaMutants,
];
