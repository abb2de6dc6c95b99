import { createServer } from "node:net";
import { join } from "node:path";

/** Where the running server listens. */
export type ClusterAddress =
  | { readonly kind: "socket"; readonly folder: string; readonly port: number }
  | { readonly kind: "loopback"; readonly port: number };

/** A socket's path must fit into 107 bytes; `.s.PGSQL.5432.lock` is appended to the folder. */
const socketFolderBytesMax = 85;

/** A private socket where its path is short enough, else a free port of the loopback interface. */
export async function chooseAddress(folder: string): Promise<ClusterAddress> {
  const socketFolder = join(folder, "run");
  if (process.platform !== "win32" && Buffer.byteLength(socketFolder) <= socketFolderBytesMax) {
    return { kind: "socket", folder: socketFolder, port: 5432 };
  }
  return { kind: "loopback", port: await freePort() };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** The connection string of one role, understood by pg and by libpq. */
export function connectionUrl(
  address: ClusterAddress,
  login: { user: string; password: string; database: string },
): string {
  const base = `postgresql://${login.user}:${encodeURIComponent(login.password)}@`;
  return address.kind === "loopback"
    ? `${base}127.0.0.1:${address.port}/${login.database}`
    : `${base}localhost/${login.database}?host=${encodeURIComponent(address.folder)}&port=${address.port}`;
}
