import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";
import { Zip, type ZipInputFile } from "fflate";

const deflate = promisify(deflateRaw);
const storedMethod = 0;
const deflateMethod = 8;

type Exported = { readonly bytes: Buffer; readonly updatedAt: Date };

/**
 * A zip of every path, made while it is read: one document at a time is in memory, compressed off the main thread.
 * A document that was deleted meanwhile is left out; a failure breaks the stream, so that no cut archive looks whole.
 */
export function exportArchive(
  paths: readonly string[],
  read: (path: string) => Promise<Exported | null>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const queue = paths.values();
  let zip: Zip;
  return new ReadableStream({
    start(controller) {
      zip = new Zip((error, data, isLast) => {
        if (error !== null) return controller.error(error);
        if (data.length > 0) controller.enqueue(new Uint8Array(data));
        if (isLast) controller.close();
      });
    },
    async pull() {
      for (;;) {
        const next = queue.next();
        if (next.done === true) return zip.end();
        const document = await read(next.value);
        if (document === null) continue;
        await addFile(zip, next.value, document);
        return;
      }
    },
  });
}

async function addFile(zip: Zip, path: string, { bytes, updatedAt }: Exported): Promise<void> {
  const deflated = await deflate(bytes);
  const isSmaller = deflated.length < bytes.length;
  const data = isSmaller ? deflated : bytes;
  const file: ZipInputFile = {
    filename: path,
    size: bytes.length,
    crc: crc32(bytes),
    compression: isSmaller ? deflateMethod : storedMethod,
    mtime: updatedAt,
  };
  zip.add(file);
  file.ondata?.(null, new Uint8Array(data), true);
}
