import { expect, test } from "vitest";
import { estimateTokenLength, measureText, sumTokenRanges, tokenRange } from "./token-length.ts";

const english = "The server starts on the embedded database and prints where to sign in. ".repeat(50);

function charactersPerToken(text: string): number {
  return text.length / estimateTokenLength(text).expected;
}

test("English prose has about three and a half characters to a token", () => {
  expect(charactersPerToken(english)).toBeGreaterThan(3.3);
  expect(charactersPerToken(english)).toBeLessThan(3.8);
});

test.each([
  ["German", "Die Größe der Schlüssel überträgt sich nicht auf ältere Gerätetypen. ", 2.6, 3.1],
  ["Russian", "Сервер запускается на встроенной базе данных и печатает адрес. ", 1.9, 2.5],
  ["Chinese", "服务器在嵌入式数据库上启动并打印地址", 1.4, 1.6],
  ["Japanese", "サーバーを起動すると、どこからログインできるかが表示されます。", 1.0, 1.6],
  ["Hindi", "सर्वर एम्बेडेड डेटाबेस पर शुरू होता है", 1.6, 2.2],
])("%s is denser than English by its script's measure", (_language, sentence, least, most) => {
  const measured = charactersPerToken(sentence.repeat(40));
  expect(measured).toBeGreaterThan(least);
  expect(measured).toBeLessThan(most);
});

test("fenced code has fewer characters to a token than prose", () => {
  const code = "const total = items.reduce((sum, item) => sum + item.price, 0);\n".repeat(20);
  expect(charactersPerToken(`\`\`\`ts\n${code}\`\`\`\n`)).toBeLessThan(charactersPerToken(english) - 0.5);
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

test.each([
  ["latin", english],
  ["cyrillic", "Запустите `npm start`, и сервер напечатает адрес."],
  ["east-asian", "执行 `npm start` 之后服务器会打印地址。"],
  ["other", "يبدأ الخادم على قاعدة البيانات المضمنة."],
  ["latin", "12.5"],
] as const)("the script of a text is that of most of its letters: %s", (script, text) => {
  expect(measureText(text).script).toBe(script);
});

test("tokens of code are those within fences, also within one that is never closed", () => {
  const code = "~~~\nconst total = sum(items);\n~~~\n";
  const closed = measureText(`${english}\n\n${code}\n${english}`);
  expect(closed.codeTokens).toBeGreaterThan(8);
  expect(closed.codeTokens).toBeLessThan(30);
  const open = measureText(`\`\`\`\n${english}`);
  expect(open.tokens.expected - open.codeTokens).toBeLessThanOrEqual(1);
  expect(measureText(english).codeTokens).toBe(0);
});

test("a long text is measured as its parts are, also in Japanese", () => {
  const sentence = "サーバーを起動すると、どこからログインできるかが表示されます。 Run `npm start` first.\n";
  const one = estimateTokenLength(sentence.repeat(10)).expected;
  const many = estimateTokenLength(sentence.repeat(1_000)).expected;
  expect(Math.abs(many / (one * 100) - 1)).toBeLessThan(0.05);
});

test("two million characters in one line do not overflow", () => {
  const half = estimateTokenLength("é ".repeat(500_000)).expected;
  expect(Math.abs(estimateTokenLength("é ".repeat(1_000_000)).expected - 2 * half)).toBeLessThanOrEqual(2);
});
