import { statfsSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import type pg from "pg";

/** Everything that a figure means nothing without. */
export type MachineDescription = {
  readonly at: string;
  readonly command: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly fileSystem: string;
  readonly node: string;
  readonly postgres: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Average number of processes that ran or wanted to, in the minute before. */
  readonly loadBefore: number;
};

/** Above this, other programs take part in what is measured. */
export const quietLoadMax = 1;

const settings = [
  "fsync",
  "synchronous_commit",
  "full_page_writes",
  "wal_sync_method",
  "shared_buffers",
  "max_wal_size",
  "checkpoint_timeout",
  "autovacuum",
  "jit",
];

/** Names of statfs(2) for the file systems that matter here: on tmpfs nothing is ever forced to a disk. */
const fileSystems: Readonly<Record<number, string>> = {
  61267: "ext4",
  1481003842: "xfs",
  2435016766: "btrfs",
  2035054128: "overlay",
  16914836: "tmpfs",
  801189825: "zfs",
};

export async function describeMachine(client: pg.ClientBase, folder: string): Promise<MachineDescription> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_settings where name = any($1)
     order by array_position($1, name)`,
    [settings],
  );
  const { rows: versions } = await client.query<{ version: string }>("select version()");
  const kind = statfsSync(folder).type;
  return {
    at: new Date().toISOString(),
    command: `npm run bench -- ${process.argv.slice(2).join(" ")}`.trimEnd(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    fileSystem: fileSystems[kind] ?? `0x${kind.toString(16)}`,
    node: process.version,
    postgres: versions[0]?.version.split(" on ")[0] ?? "unknown",
    settings: Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
    loadBefore: loadavg()[0] ?? 0,
  };
}
