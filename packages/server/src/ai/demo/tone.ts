import type { Tone } from "@dokly/contract";
import { changeProse } from "./prose.ts";
import { anyWord, replaceWords, type WordList, wordList } from "./word-list.ts";

/** Full forms and their contractions. */
const negations: readonly (readonly [full: string, short: string])[] = [
  ["do not", "don't"],
  ["does not", "doesn't"],
  ["did not", "didn't"],
  ["is not", "isn't"],
  ["are not", "aren't"],
  ["was not", "wasn't"],
  ["were not", "weren't"],
  ["has not", "hasn't"],
  ["have not", "haven't"],
  ["had not", "hadn't"],
  ["can not", "can't"],
  ["cannot", "can't"],
  ["could not", "couldn't"],
  ["will not", "won't"],
  ["would not", "wouldn't"],
  ["should not", "shouldn't"],
];
const statements: readonly (readonly [full: string, short: string])[] = [
  ["you are", "you're"],
  ["they are", "they're"],
  ["we are", "we're"],
  ["you will", "you'll"],
  ["we will", "we'll"],
  ["they will", "they'll"],
  ["it is", "it's"],
  ["that is", "that's"],
  ["there is", "there's"],
  ["let us", "let's"],
];
const shortNegations = wordList(negations);
const shortStatements = wordList(statements, { beforeWord: true });
const spellOut = wordList(
  [...negations, ...statements, ["you have", "you've"], ["we have", "we've"]].map(
    ([full = "", short = ""]) => [short, full] as const,
  ),
);

const casualWords = wordList([
  ["purchase", "buy"],
  ["assistance", "help"],
  ["assist", "help"],
  ["obtain", "get"],
  ["utilize", "use"],
  ["additionally", "also"],
  ["furthermore", "also"],
  ["however", "but"],
  ["therefore", "so"],
  ["consequently", "so"],
  ["sufficient", "enough"],
  ["numerous", "lots of"],
  ["many", "lots of"],
  ["immediately", "right away"],
  ["begin", "start"],
  ["begins", "starts"],
  ["children", "kids"],
  ["very good", "great"],
]);
const formalWords = wordList([
  ["lots of", "plenty of"],
  ["a lot of", "plenty of"],
  ["kids", "children"],
  ["get rid of", "remove"],
  ["right away", "immediately"],
  ["at once", "immediately"],
  ["find out", "determine"],
  ["so far", "to date"],
  ["a bit", "somewhat"],
  ["kind of", "somewhat"],
  ["sort of", "somewhat"],
  ["pretty much", "largely"],
  ["really", ""],
  ["stuff", "material"],
  ["thing to do", "step"],
  ["okay", "acceptable"],
  ["ok", "acceptable"],
  ["awesome", "excellent"],
  ["great", "excellent"],
  ["big", "large"],
  ["help out", "assist"],
  ["thanks", "thank you"],
  ["hey", "hello"],
  ["hi", "hello"],
]);
const neutralWords = wordList([
  ["awesome", "good"],
  ["amazing", "good"],
  ["fantastic", "good"],
  ["incredibly", "very"],
  ["extremely", "very"],
  ["simply", ""],
  ["obviously", ""],
  ["of course", ""],
  ["really", ""],
  ["just", ""],
  ["easily", ""],
]);
const hedges = wordList([
  ["I think that", ""],
  ["we think that", ""],
  ["we believe that", ""],
  ["it seems that", ""],
  ["it appears that", ""],
  ["in my opinion,", ""],
  ["in our opinion,", ""],
  ["sort of", ""],
  ["kind of", ""],
  ["somewhat", ""],
  ["hopefully", ""],
  ["should be able to", "can"],
  ["will be able to", "can"],
  ["try to", ""],
  ["a little bit", ""],
]);
const technicalWords = wordList([
  ["set up", "configure"],
  ["sets up", "configures"],
  ["make sure that", "verify that"],
  ["make sure", "verify"],
  ["switch on", "enable"],
  ["switch off", "disable"],
  ["turn on", "enable"],
  ["turn off", "disable"],
  ["start up", "start"],
  ["get rid of", "remove"],
  ["find out", "determine"],
  ["fix up", "repair"],
  ["put in", "insert"],
  ["take out", "remove"],
]);
const kinderWords = wordList([
  ["the user must not", "you must not"],
  ["users must not", "you must not"],
  ["you must not", "you must not"],
  ["the user can", "you can"],
  ["the user may", "you may"],
  ["the user must", "you need to"],
  ["the user should", "you should"],
  ["users can", "you can"],
  ["users may", "you may"],
  ["users must", "you need to"],
  ["users should", "you should"],
  ["you must", "you need to"],
  ["it is forbidden to", "please don't"],
  ["do not forget to", "remember to"],
  ["don't forget to", "remember to"],
  ["in the event that", "if"],
  ["prior to", "before"],
]);

const verbs = anyWord(
  "add choose click close connect copy create delete download edit enter export find follow import install look open paste press read remove rename run save select send set start stop try type update use visit write",
);
const command = new RegExp(
  String.raw`(^\s*|[.!?] )(${verbs})(?= (?:an?|the|your|it|this|that|on|in|to|at|all|any|one)\b)`,
  "gi",
);

/** Puts a word before the first instruction of a stretch of words, where it stands at a sentence's start. */
function invite(words: string, how: string): string {
  let isDone = false;
  return words.replace(command, (all, before: string, verb: string) => {
    const isFirst = verb[0] !== verb[0]?.toLowerCase() && !isDone;
    isDone ||= isFirst;
    return isFirst ? `${before}${how} ${verb.toLowerCase()}` : all;
  });
}

const calm = (words: string): string => words.replaceAll(/!+(?=\s|$)/g, ".");
const all = (words: string, ...lists: readonly WordList[]): string => lists.reduce(replaceWords, words);

const tones: Readonly<Record<Tone, (words: string) => string>> = {
  neutral: (words) => calm(all(words, neutralWords, spellOut)),
  friendly: (words) => invite(all(words, kinderWords, shortNegations, shortStatements), "Please"),
  formal: (words) => calm(all(words, formalWords, spellOut)),
  casual: (words) => all(words, kinderWords, casualWords, shortNegations, shortStatements),
  confident: (words) => all(words, hedges),
  encouraging: (words) => invite(all(words, kinderWords, shortNegations, shortStatements), "Go ahead and"),
  professional: (words) => calm(all(words, neutralWords, formalWords, spellOut)),
  technical: (words) => calm(all(words, technicalWords, neutralWords, spellOut)),
};

/**
 * Gives a text another tone as far as lists of words can: contractions, forms of address, hedges, words of one
 * register for those of another. It changes no sentence's meaning and leaves code, links and names alone.
 */
export function changeTone(markdown: string, tone: Tone): string {
  return changeProse(markdown, tones[tone]);
}
