import { expect, test } from "vitest";
import { emailKeyOf, normaliseEmail } from "./email-key.ts";

test.each([
  ["Ada@Example.COM", "ada@example.com"],
  [" ada+docs@example.com", "ada@example.com"],
  ["ada+a+b@example.com.", "ada@example.com"],
  ["a.d.a+x@googlemail.com", "ada@gmail.com"],
  ["a.d.a@example.com", "a.d.a@example.com"],
  ["+x@example.com", "+x@example.com"],
  ["ａda@example.com", "ada@example.com"],
])("%s is the mailbox %s", (email, mailbox) => {
  expect(normaliseEmail(email)).toBe(mailbox);
  expect(emailKeyOf(email)).toEqual(emailKeyOf(mailbox));
});

test("other people's mailboxes stay others", () => {
  expect(emailKeyOf("ada@example.com")).not.toEqual(emailKeyOf("ada@example.org"));
  expect(emailKeyOf("ada@example.com")).not.toEqual(emailKeyOf("adb@example.com"));
});
