import { dictionary } from "@zxcvbn-ts/language-common";

/**
 * Some 49,000 passwords that many people have. In a file of its own: the package is CommonJS, and a bundle gives it no
 * names where it is imported late itself.
 */
export const commonPasswords: ReadonlySet<string> = new Set(dictionary["passwords-common"]);
