import { dictionary } from "@zxcvbn-ts/language-common";
import { describe, expect, test } from "vitest";
import { type GuessableBecause, whyGuessable } from "./guessable-password.ts";

const common = new Set(dictionary["passwords-common"]);
const about = ["dokly", "password", "ada.lovelace@analytical.example", "ada", "lovelace", "analytical"];
const why = (password: string): GuessableBecause | null => whyGuessable(password, { common, about });

describe("a password that is guessed early is told why", () => {
  test.each<[GuessableBecause, readonly string[]]>([
    ["common", ["basketball", "BasketBall", "leavemealone", "tinkerbell", "correct horse battery staple"]],
    ["common", ["enohpllec".replace("enohpllec", "llabteksab"), "b@sketba11", "leave me alone", "q1w2e3r4t5"]],
    ["decorated", ["sunshine2024", "123dragon!!", "Monkey-1990", "superman31.12.1999", "$un$h1ne2024", "dragon111111"]],
    ["repeated", ["aaaaaaaaaa", "abababababab", "1212121212", "hellohello", "abc1abc1abc1", "1111122222"]],
    [
      "walk",
      ["asdfghjklqwe", "12345asdfg", "zxcvbnm,.zxc", "abcdefghijkl", "9876543210", "qwertzuiop1", "1qaz2wsx3edc4"],
    ],
    [
      "about-you",
      ["dokly-demo", "Dokly123456", "doklydokly", "ada lovelace", "lovelace2024!", "d0kly-d0kly", "D.o.k.l.y 2024"],
    ],
  ])("%s: %j", (because, passwords) => {
    // What is refused for two reasons is told one of them.
    expect(passwords.filter((password) => why(password) === null)).toEqual([]);
    expect(passwords.map(why)).toContain(because);
  });

  test("every one of the common list that is long enough, in any case, with a year behind it", () => {
    const long = [...common].filter((password) => password.length >= 10);
    expect(long.length).toBeGreaterThan(1_500);
    expect(long.filter((password) => why(password.toUpperCase()) === null)).toEqual([]);
    const words = [...common].filter((password) => /^[a-z]{6,}$/.test(password)).slice(0, 3_000);
    expect(words.filter((password) => why(`${password}2024`) === null)).toEqual([]);
  });
});

test("others are taken, whatever characters they are made of", () => {
  const taken = [
    "a long pass phrase",
    "another long pass phrase",
    "four unrelated garden words",
    "dokly keeps my recipes",
    "vG7#kQ2!mZp0",
    "xkqzjvwpyb",
    "8261940357264",
    "три белых слона танцуют",
    "ふるいけやかわずとびこむ",
    "sunshine over lisbon",
    "🦊 eats 🍇 at noon",
  ];
  expect(taken.filter((password) => why(password) !== null)).toEqual([]);
});

test("however long and however odd, the answer comes at once", () => {
  const startedAt = performance.now();
  for (const odd of [
    "1".repeat(256),
    "ab".repeat(128),
    `a${"1!".repeat(127)}`,
    `${" .".repeat(127)}x`,
    "qw".repeat(128),
  ])
    why(odd);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
