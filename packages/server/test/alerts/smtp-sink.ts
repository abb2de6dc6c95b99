import { createServer, type Server } from "node:net";

/** The least SMTP server that takes a mail; it refuses as many as it is told to. */
export type SmtpSink = {
  readonly url: string;
  readonly mails: string[];
  refuseNext(count: number): void;
  close(): Promise<void>;
};

export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: string[] = [];
  let refused = 0;
  const server: Server = createServer((socket) => {
    let data = "";
    let isData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 sink");
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      data += chunk.toString("utf8");
      if (!data.endsWith(isData ? "\r\n.\r\n" : "\r\n")) return;
      const received = data;
      data = "";
      if (isData) {
        isData = false;
        if (refused === 0) mails.push(received);
        say(refused === 0 ? "250 taken" : "451 later");
        if (refused > 0) refused -= 1;
      } else if (/^DATA/im.test(received)) {
        isData = true;
        say("354 go on");
      } else say(/^QUIT/im.test(received) ? "221 bye" : "250 ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuseNext: (count) => {
      refused = count;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
