import { expect, test } from "vitest";
import { estimateTokenLength, sumTokenRanges, tokenRange } from "./token-length.ts";

const english = "The server starts on the embedded database and prints where to sign in. ".repeat(50);

function charactersPerToken(text: string): number {
  return text.length / estimateTokenLength(text).expected;
}

test("English prose has about three characters to a token", () => {
  expect(charactersPerToken(english)).toBeGreaterThan(2.8);
  expect(charactersPerToken(english)).toBeLessThan(3.2);
});

test.each([
  ["German", "Die Größe der Schlüssel überträgt sich nicht auf ältere Gerätetypen. ", 2.6, 3.1],
  ["Russian", "Сервер запускается на встроенной базе данных и печатает адрес. ", 1.9, 2.5],
  ["Chinese", "服务器在嵌入式数据库上启动并打印地址", 1.4, 1.6],
  ["Japanese", "サーバーは組み込みデータベースで起動します", 1.4, 1.6],
  ["Hindi", "सर्वर एम्बेडेड डेटाबेस पर शुरू होता है", 1.6, 2.2],
])("%s is denser than English by its script's measure", (_language, sentence, least, most) => {
  const measured = charactersPerToken(sentence.repeat(40));
  expect(measured).toBeGreaterThan(least);
  expect(measured).toBeLessThan(most);
});

test("fenced code counts more tokens than the same characters as prose", () => {
  const code = "const total = items.reduce((sum, item) => sum + item.price, 0);\n".repeat(20);
  const fenced = estimateTokenLength(`\`\`\`ts\n${code}\`\`\`\n`).expected;
  expect(fenced).toBeGreaterThan(estimateTokenLength(code).expected);
});

test("prose after a closed fence is prose again", () => {
  const before = estimateTokenLength(english).expected;
  const both = estimateTokenLength(`\`\`\`\nx\n\`\`\`\n${english}`).expected;
  expect(both - before).toBeLessThan(12);
});

test("an empty text has no tokens, and bounds stand around what is expected", () => {
  expect(estimateTokenLength("")).toEqual({ low: 0, expected: 0, high: 0 });
  expect(tokenRange(90)).toEqual({ low: 67, expected: 90, high: 120 });
  expect(sumTokenRanges([tokenRange(90), tokenRange(30)])).toEqual({ low: 89, expected: 120, high: 160 });
});
