import { type DestinationStream, destination } from "pino";

/** What routine lines begin with; others are written at once. */
const routine = '{"level":"info"';
const heldMax = 100;

/**
 * Writes lines to the standard output, those of one turn of the event loop with one call of the system: under load a
 * call for each line takes longer than making it. Warnings and errors, and what was held before them, go at once, and
 * the end of the process loses none.
 */
export function createLogDestination(
  output: DestinationStream = destination({ dest: 1, sync: true }),
): DestinationStream {
  let held: string[] = [];
  const flush = (): void => {
    if (held.length === 0) return;
    const lines = held.join("");
    held = [];
    output.write(lines);
  };
  process.on("exit", flush);
  return {
    write: (line) => {
      held.push(line);
      if (held.length >= heldMax || !line.startsWith(routine)) flush();
      else if (held.length === 1) setImmediate(flush);
    },
  };
}
