/** Why the server can not start, in words for the person who starts it; no stack is shown. */
export class StartError extends Error {
  override readonly name = "StartError";
}
