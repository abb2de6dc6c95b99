import type { SpanOptions, Tracing } from "./tracing.ts";

/** Does work as a part of what goes on in this context, or in a trace of its own; untraced where tracing is off. */
export async function traceWork<Result>(
  tracing: Tracing,
  name: string,
  options: SpanOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const span = tracing.startWork(name, options);
  if (span === null) return await work();
  try {
    return await tracing.within(span, work);
  } catch (error) {
    span.fail(error instanceof Error && "code" in error ? String(error.code) : "defect");
    throw error;
  } finally {
    span.end();
  }
}
