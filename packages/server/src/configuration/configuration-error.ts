/**
 * What is wrong with the environment or the file of DOKLY_CONFIG: every mistake at once, in sentences for the operator.
 */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Dokly can not start with this configuration:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
