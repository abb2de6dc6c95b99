import type { Member, Role } from "@dokly/contract";
import { expect, test } from "vitest";
import { memberRights } from "./member-rules.ts";

const member = (role: Role, isYou = false): Member => ({
  id: `${role}${isYou}`,
  name: role,
  email: `${role}@example.com`,
  role,
  joinedAt: "2026-11-01T00:00:00Z",
  isYou,
});
const owner = member("owner");
const all = [owner, member("admin"), member("editor"), member("viewer")];

test("the last owner neither steps down nor leaves; a second owner may", () => {
  expect(memberRights("owner", owner, all)).toEqual({ roles: [], canRemove: false });
  expect(memberRights("owner", owner, [...all, member("owner", true)])).toEqual({
    roles: ["owner", "admin", "editor", "viewer"],
    canRemove: true,
  });
});

test("an admin changes everybody but owners, and makes no owner", () => {
  expect(memberRights("admin", member("editor"), all)).toEqual({
    roles: ["admin", "editor", "viewer"],
    canRemove: true,
  });
  expect(memberRights("admin", owner, [...all, member("owner", true)])).toEqual({ roles: [], canRemove: false });
});

test("editors and viewers change nobody, and can leave", () => {
  expect(memberRights("editor", member("viewer"), all)).toEqual({ roles: [], canRemove: false });
  expect(memberRights("viewer", member("viewer", true), all)).toEqual({ roles: [], canRemove: true });
});
