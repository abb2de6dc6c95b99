import { createConnection, type Socket } from "node:net";

/** What a server answered. */
export type Reply = { readonly status: number; readonly body: string };

/** One connection that is kept open, with one request at a time on it. */
export type Connection = {
  /** `path` and `headers` go out as they are. */
  post(path: string, headers: string, body: string): Promise<Reply>;
  close(): void;
};

const endOfHead = "\r\n\r\n";

/**
 * A client of HTTP/1.1 that knows what this server answers and no more, so that the load takes little of the CPU that
 * it shares with the server: JSON of a known length. Anything else fails.
 */
export async function connect(address: string): Promise<Connection> {
  const { hostname, port, host } = new URL(address);
  const socket = await opened(createConnection({ host: hostname, port: Number(port), noDelay: true }));
  let received: Buffer = Buffer.alloc(0);
  let waiting: { resolve(reply: Reply): void; reject(error: Error): void } | null = null;

  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = null;
  };
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    try {
      const reply = readReply(received);
      if (reply === null) return;
      received = Buffer.alloc(0);
      const asked = waiting;
      waiting = null;
      asked?.resolve(reply);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  return {
    post: (path, headers, body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        const length = Buffer.byteLength(body);
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${headers}content-type: application/json\r\n` +
            `content-length: ${length}\r\n\r\n${body}`,
        );
      }),
    close: () => socket.destroy(),
  };
}

function opened(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** Null where it has not come as a whole yet. */
function readReply(received: Buffer): Reply | null {
  const end = received.indexOf(endOfHead);
  if (end === -1) return null;
  const head = received.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`a reply without a length: ${head.split("\r\n")[0]}`);
  const from = end + endOfHead.length;
  const until = from + Number(length);
  if (received.length < until) return null;
  if (received.length > until) throw new Error("more came than was asked for");
  return { status: Number(head.slice(9, 12)), body: received.toString("utf8", from, until) };
}
