import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { z } from "zod";
import { refuseForeignOrigin } from "../../http/identify.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { ServerEnv } from "../../http/router.ts";
import type { Services } from "../../services.ts";

const formBytesMax = 4_096;

/** The form that a browser sent; from another site it is refused. */
export async function readForm<Schema extends z.ZodType>(
  services: Pick<Services, "configuration">,
  c: Context<ServerEnv>,
  schema: Schema,
): Promise<z.output<Schema>> {
  refuseForeignOrigin(services, c);
  const parsed = schema.safeParse(await c.req.parseBody());
  if (!parsed.success) throw new ProblemError("validation-failed", "This form has fields that are not allowed.");
  return parsed.data;
}

/** Bounds what a form may hold. */
export function formLimit() {
  return bodyLimit({
    maxSize: formBytesMax,
    onError: () => {
      throw new ProblemError("too-large", `A form holds at most ${formBytesMax} bytes.`);
    },
  });
}
