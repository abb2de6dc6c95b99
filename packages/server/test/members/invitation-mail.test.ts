import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../server-harness.ts";

let sink: Server;
let mails: string[];
let server: TestServer;

/** The least SMTP server that takes a mail. */
function startSink(): Promise<Server> {
  mails = [];
  const started = createServer((socket) => {
    let received = "";
    let isData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 sink");
    socket.on("data", (chunk) => {
      received += chunk.toString("utf8");
      if (isData) {
        if (!received.endsWith("\r\n.\r\n")) return;
        mails.push(received);
        isData = false;
        say("250 taken");
      } else if (/^DATA/im.test(received)) {
        isData = true;
        say("354 go on");
      } else say(/^QUIT/im.test(received) ? "221 bye" : "250 ok");
      received = "";
    });
    socket.on("error", () => undefined);
  });
  return new Promise((resolve) => started.listen(0, "127.0.0.1", () => resolve(started)));
}

beforeAll(async () => {
  sink = await startSink();
  const address = sink.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  server = await startTestServer({ mail: { smtpUrl: `smtp://127.0.0.1:${port}`, from: "Dokly <dokly@dokly.test>" } });
});
afterAll(async () => {
  await server.close();
  sink.close();
});

test("with a mail server an invitation goes out by mail, and its link is shown nowhere else", async () => {
  const owner = await server.signUp("Olga");
  const name = "Docs\r\nBcc: everybody@dokly.test";
  const { id: w } = await (await owner.send("POST", "/api/v1/workspaces", { json: { name } })).json();
  const response = await owner.send("POST", `/api/v1/workspaces/${w}/invitations`, {
    json: { email: "guest@dokly.test", role: "viewer" },
  });
  const invitation = await response.json();
  expect(invitation.link).toBeNull();
  expect(mails).toHaveLength(1);
  const mail = mails[0]?.replaceAll("=\r\n", "") ?? "";
  expect(mail).toContain("To: guest@dokly.test");
  expect(mail).toContain(`/invitations/${invitation.id}`);
  expect(mail).not.toMatch(/^Bcc:/im);
  expect(server.log.join("\n")).not.toContain(invitation.id);
});

test("a mail that the server does not take leaves the link in the reply", async () => {
  const refusing = await startTestServer({ mail: { smtpUrl: "smtp://127.0.0.1:1", from: "dokly@dokly.test" } });
  try {
    const owner = await refusing.signUp("Owner");
    const w = await refusing.workspaceOf(owner);
    const response = await owner.send("POST", `/api/v1/workspaces/${w}/invitations`, {
      json: { email: "guest@dokly.test", role: "viewer" },
    });
    expect((await response.json()).link).toMatch(/\/invitations\//);
  } finally {
    await refusing.close();
  }
});
