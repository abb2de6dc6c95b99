import { crc32 } from "node:zlib";

/** One entry of a zip as a test wants it: honest by default, every field can be made to lie. */
export type ZipPart = {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The bytes of the name, where they are not the path in UTF-8. */
  readonly name?: Buffer;
  /** The stored bytes, where they are not `bytes` as they are. */
  readonly data?: Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** 3 is Unix: then the upper half of the external attributes is the file's mode. */
  readonly madeBy?: number;
  readonly externalAttributes?: number;
  readonly localHeaderAt?: number;
};

/** Writes a zip that no honest tool would write. */
export function writeZip(parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const { name = Buffer.from(part.path), data = Buffer.from(part.bytes) } = part;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    common(part, data).copy(local, 4);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt8(20, 4);
    entry.writeUInt8(part.madeBy ?? 0, 5);
    common(part, data).copy(entry, 6);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(part.externalAttributes ?? 0, 38);
    entry.writeUInt32LE(part.localHeaderAt ?? at, 42);
    chunks.push(local, name, data);
    directory.push(entry, name);
    at += local.length + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(parts.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(parts.length, 0xffff), 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...chunks, ...directory, end]));
}

/** Version needed, flags, method, time, date, checksum and both sizes: the same in both headers. */
function common(part: ZipPart, data: Buffer): Buffer {
  const fields = Buffer.alloc(22);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(part.flags ?? 0x800, 2);
  fields.writeUInt16LE(part.method ?? 0, 4);
  fields.writeUInt16LE(0x21, 8);
  fields.writeUInt32LE(part.crc ?? crc32(part.bytes), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(part.bytes.length, 18);
  return fields;
}
