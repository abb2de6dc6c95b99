/** Disks put several files on disk at once nearly as fast as one. */
const atOnceMax = 8;

/** Does work for each item, a few at once, in order. The first failure ends it, once what was begun has ended. */
export async function forEachAtOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined && !hasFailed; item = items[next++]) {
      await work(item).catch((cause: unknown) => {
        hasFailed = true;
        throw cause;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnceMax }, worker));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
