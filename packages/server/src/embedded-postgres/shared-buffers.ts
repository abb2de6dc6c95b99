const mb = 1024 * 1024;
/** PostgreSQL's own default, and as much as a server that shares its machine should take unasked. */
const [leastMb, mostMb] = [128, 2_048];
const partOfMemory = 8;

/**
 * How much of the machine's memory PostgreSQL keeps pages in: an eighth, as it shares the machine with the server, from
 * 128 MB to 2 GB. It takes from the machine what it fills, not all at once.
 *
 * @param totalBytes of the machine
 * @param limitBytes of the container, as `process.constrainedMemory()` says: 0 or above the total where there is none
 */
export function sharedBuffers(totalBytes: number, limitBytes: number): string {
  const memory = limitBytes > 0 && limitBytes < totalBytes ? limitBytes : totalBytes;
  const part = Math.floor(memory / partOfMemory / mb);
  return `${Math.min(Math.max(part, leastMb), mostMb)}MB`;
}
