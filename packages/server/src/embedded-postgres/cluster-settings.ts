import { totalmem } from "node:os";
import type { ClusterAddress } from "./cluster-address.ts";
import { sharedBuffers } from "./shared-buffers.ts";

/** Our part of the settings, written anew at each start and included from postgresql.conf. */
export function clusterSettings(address: ClusterAddress, isDurable: boolean): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const settings: Record<string, string> = {
    listen_addresses: address.kind === "loopback" ? quoted("127.0.0.1") : quoted(""),
    port: String(address.port),
    unix_socket_directories: address.kind === "socket" ? quoted(address.folder) : quoted(""),
    unix_socket_permissions: "0700",
    max_connections: "200",
    timezone: quoted("UTC"),
    log_timezone: quoted("UTC"),
    jit: "off",
    // One file per weekday, overwritten a week later: the log never grows without bound.
    logging_collector: "on",
    log_directory: quoted("log"),
    log_filename: quoted("postgres-%a.log"),
    log_truncate_on_rotation: "on",
    log_rotation_size: "0",
    // What need not outlive its process, as in tests, is small, and of many at once.
    ...(isDurable
      ? { shared_buffers: sharedBuffers(totalmem(), process.constrainedMemory()) }
      : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join("");
}
