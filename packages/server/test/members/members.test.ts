import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectProblem, type Person, startTestServer, type TestServer } from "../server-harness.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function workspace() {
  const owner = await server.signUp("Owner");
  const w = await server.workspaceOf(owner);
  return { owner, w, members: `/api/v1/workspaces/${w}/members`, invitations: `/api/v1/workspaces/${w}/invitations` };
}

async function invited(inviter: Person, address: string, email: string, role = "editor") {
  const response = await inviter.send("POST", address, { json: { email, role } });
  if (response.status !== 201) throw new Error(await response.text());
  return await response.json();
}

describe("inviting", () => {
  test("without a mail server gives a link; the person with that e-mail joins by it, once", async () => {
    const { owner, members, invitations, w } = await workspace();
    const guest = await server.signUp("Guest");
    const invitation = await invited(owner, invitations, guest.email.toUpperCase());
    expect(invitation.link).toBe(`http://127.0.0.1:4100/invitations/${invitation.id}`);

    const seen = await (await server.stranger.send("GET", `/api/v1/invitations/${invitation.id}`)).json();
    expect(seen).toMatchObject({ email: guest.email, role: "editor", invitedBy: "Owner", state: "pending" });

    const joined = await guest.send("POST", `/api/v1/invitations/${invitation.id}/accept`, { json: {} });
    expect(await joined.json()).toEqual({ id: w, name: "Owner's workspace", role: "editor", plan: "free" });
    const list = await (await guest.send("GET", members)).json();
    expect(list.members).toMatchObject([
      { id: owner.id, role: "owner", isYou: false },
      { id: guest.id, role: "editor", isYou: true },
    ]);
    expect(list.invitations).toEqual([]);
    await expectProblem(
      await guest.send("POST", `/api/v1/invitations/${invitation.id}/accept`, { json: {} }),
      "invitation-refused",
    );
    const used = await (await server.stranger.send("GET", `/api/v1/invitations/${invitation.id}`)).json();
    expect(used.state).toBe("accepted");
  });

  test("is of no use to a person with another e-mail, to a stranger, or after it was taken back or ended", async () => {
    const { owner, invitations } = await workspace();
    const eve = await server.signUp("Eve");
    const mine = await server.signUp("Mine");
    const invitation = await invited(owner, invitations, mine.email);
    const accept = `/api/v1/invitations/${invitation.id}/accept`;
    await expectProblem(await eve.send("POST", accept, { json: {} }), "invitation-refused");
    await expectProblem(await server.stranger.send("POST", accept, { json: {} }), "not-signed-in");

    await server.database.pool.query(
      "update dokly.invitations set expires_at = now() - interval '1 second' where id = $1",
      [invitation.id],
    );
    await expectProblem(await mine.send("POST", accept, { json: {} }), "invitation-refused");
    const again = await invited(owner, invitations, mine.email);
    expect((await owner.send("DELETE", `${invitations}/${again.id}`)).status).toBe(204);
    await expectProblem(
      await mine.send("POST", `/api/v1/invitations/${again.id}/accept`, { json: {} }),
      "invitation-refused",
    );
    await expectProblem(await owner.send("DELETE", `${invitations}/${again.id}`), "not-found");
    await expectProblem(await mine.send("POST", "/api/v1/invitations/unknown/accept", { json: {} }), "not-found");
    await expectProblem(await server.stranger.send("GET", "/api/v1/invitations/unknown"), "not-found");
  });

  test("a member, or somebody invited already, is refused", async () => {
    const { owner, invitations } = await workspace();
    await expectProblem(
      await owner.send("POST", invitations, { json: { email: owner.email, role: "viewer" } }),
      "member-conflict",
    );
    await invited(owner, invitations, "twice@dokly.test");
    await expectProblem(
      await owner.send("POST", invitations, { json: { email: "Twice@dokly.test", role: "viewer" } }),
      "member-conflict",
    );
  });

  test("an owner can not be invited, and every wrong field is named", async () => {
    const { owner, invitations } = await workspace();
    const told = await expectProblem(
      await owner.send("POST", invitations, { json: { email: "x", role: "owner", more: 1 } }),
      "validation-failed",
    );
    expect(told.errors?.map((error) => error.path)).toEqual(["email", "role", ""]);
  });

  test("is not without end: 100 open invitations are the most", async () => {
    const { owner, invitations, w } = await workspace();
    await server.database.pool.query(
      `insert into dokly.invitations (id, organization_id, email, role, status, expires_at, inviter_id)
       select $1 || n, (select organization_id from dokly.workspaces where id = $1), n || '@dokly.test', 'viewer',
         'pending', now() + interval '1 day', $2
       from generate_series(1, 100) as n`,
      [w, owner.id],
    );
    await expectProblem(
      await owner.send("POST", invitations, { json: { email: "more@dokly.test", role: "viewer" } }),
      "limit-reached",
    );
  });

  test("where sign-up is by invitation, the invited person signs up and gets no workspace of their own", async () => {
    const closed = await startTestServer({ signUp: "invite" });
    try {
      const ownerId = await seedPerson(closed);
      const opened = await closed.services.workspaces.open({ name: "Closed", ownerId, plan: "free" });
      await closed.services.invitations.create({
        workspace: opened,
        email: "new@dokly.test",
        role: "editor",
        inviterId: ownerId,
      });
      const guest = await closed.signUp("New", "new@dokly.test");
      expect(await closed.services.workspaces.listOf(guest.id)).toEqual([]);
    } finally {
      await closed.close();
    }
  });
});

async function seedPerson(closed: TestServer): Promise<string> {
  await closed.database.pool.query(
    "insert into dokly.people (id, name, email, email_verified) values ('p1', 'Owner', 'owner@dokly.test', false)",
  );
  return "p1";
}

describe("roles", () => {
  test("who may do what to whom", async () => {
    const { owner, members, invitations, w } = await workspace();
    const [admin, editor, viewer] = [
      await server.member(w, "admin"),
      await server.member(w, "editor"),
      await server.member(w, "viewer"),
    ];
    const give = (by: Person, to: Person, role: string) => by.send("PATCH", `${members}/${to.id}`, { json: { role } });
    for (const low of [editor, viewer]) {
      await expectProblem(await give(low, viewer, "admin"), "role-not-sufficient");
      await expectProblem(
        await low.send("POST", invitations, { json: { email: "a@dokly.test", role: "viewer" } }),
        "role-not-sufficient",
      );
      await expectProblem(await low.send("DELETE", `${members}/${admin.id}`), "role-not-sufficient");
    }
    await expectProblem(await give(admin, admin, "owner"), "role-not-sufficient");
    await expectProblem(await give(admin, owner, "viewer"), "role-not-sufficient");
    await expectProblem(await admin.send("DELETE", `${members}/${owner.id}`), "role-not-sufficient");
    expect(await (await give(admin, viewer, "editor")).json()).toMatchObject({ id: viewer.id, role: "editor" });
    expect((await give(owner, admin, "owner")).status).toBe(200);
    expect((await give(admin, owner, "admin")).status).toBe(200);
    expect((await editor.send("DELETE", `${members}/${editor.id}`)).status).toBe(204);
    await expectProblem(await editor.send("GET", members), "not-found");
    await expectProblem(await give(admin, editor, "viewer"), "not-found");
  });

  test("only admins see the open invitations", async () => {
    const { owner, members, invitations, w } = await workspace();
    await invited(owner, invitations, "seen@dokly.test");
    const viewer = await server.member(w, "viewer");
    expect((await (await owner.send("GET", members)).json()).invitations).toHaveLength(1);
    expect((await (await viewer.send("GET", members)).json()).invitations).toEqual([]);
  });

  test("somebody who has just lost the role changes nothing any more, whatever the request was let in with", async () => {
    const { owner, w } = await workspace();
    const [former, friend] = [await server.member(w, "editor"), await server.member(w, "viewer")];
    const row = await server.services.workspaces.findFor(owner.id, w);
    if (row === null) throw new Error("no workspace");
    const named = { organizationId: row.organizationId, personId: friend.id, by: { personId: former.id } };
    const store = server.services.members;
    await expect(store.changeRole({ ...named, role: "editor" })).rejects.toMatchObject({ code: "role-not-sufficient" });
    await expect(store.remove(named)).rejects.toMatchObject({ code: "role-not-sufficient" });
    await store.remove({ ...named, personId: former.id });
    await expect(store.changeRole({ ...named, role: "owner" })).rejects.toMatchObject({ code: "not-found" });
  });

  test("the last owner stays, also when two owners leave at once", async () => {
    const { owner, members, w } = await workspace();
    await expectProblem(await owner.send("DELETE", `${members}/${owner.id}`), "last-owner");
    await expectProblem(await owner.send("PATCH", `${members}/${owner.id}`, { json: { role: "admin" } }), "last-owner");
    const second = await server.member(w, "owner");
    const both = await Promise.all([owner, second].map((one) => one.send("DELETE", `${members}/${one.id}`)));
    expect(both.map((response) => response.status).sort((a, b) => a - b)).toEqual([204, 422]);
  });
});

describe("workspaces", () => {
  test("are made by people, at most 10 each, with a name", async () => {
    const { owner } = await workspace();
    const make = (name: string) => owner.send("POST", "/api/v1/workspaces", { json: { name } });
    const made = await make("  Docs  ");
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ name: "Docs", role: "owner", plan: "free" });
    await expectProblem(await make("  "), "validation-failed");
    for (let number = 2; number < 10; number += 1) await make(`Docs ${number}`);
    await expectProblem(await make("One more"), "limit-reached");
  });

  test("whose opening the engine did not answer are opened when next seen", async () => {
    const { owner, w } = await workspace();
    await server.database.pool.query("update dokly.workspaces set opened_at = null where id = $1", [w]);
    expect((await owner.send("GET", `/api/v1/workspaces/${w}/documents`)).status).toBe(200);
    const { rows } = await server.database.pool.query("select opened_at from dokly.workspaces where id = $1", [w]);
    expect(rows[0].opened_at).toBeInstanceOf(Date);
  });
});
