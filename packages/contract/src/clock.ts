import { z } from "zod";
import { instant } from "./primitives.ts";

/** PUT /operator/clock: simulates another time, outside production. */
export const setClockBody = z.strictObject({ now: instant });
/** GET, PUT and DELETE /operator/clock */
export const clock = z.object({ now: instant, isSimulated: z.boolean() });
export type Clock = z.infer<typeof clock>;
