/** Ends the script with a sentence for the person, without a stack. */
export class PrepareError extends Error {
  name = "PrepareError";
}

/** Runs a script's main function; an expected failure is one sentence, a defect keeps its stack. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof PrepareError ? `\n${error.message}\n` : error);
    process.exitCode = 1;
  }
}
