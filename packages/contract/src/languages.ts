/** A language to translate into: its BCP 47 code, its English name, its own name, and how it is read. */
export type Language = {
  readonly code: string;
  readonly name: string;
  readonly ownName: string;
  readonly direction: "ltr" | "rtl";
};

type Row = readonly [code: string, name: string, ownName: string];

const rows = [
  ["ar", "Arabic", "العربية"],
  ["bg", "Bulgarian", "Български"],
  ["bn", "Bengali", "বাংলা"],
  ["ca", "Catalan", "Català"],
  ["cs", "Czech", "Čeština"],
  ["da", "Danish", "Dansk"],
  ["de", "German", "Deutsch"],
  ["el", "Greek", "Ελληνικά"],
  ["en", "English", "English"],
  ["es", "Spanish", "Español"],
  ["et", "Estonian", "Eesti"],
  ["fa", "Persian", "فارسی"],
  ["fi", "Finnish", "Suomi"],
  ["fil", "Filipino", "Filipino"],
  ["fr", "French", "Français"],
  ["he", "Hebrew", "עברית"],
  ["hi", "Hindi", "हिन्दी"],
  ["hr", "Croatian", "Hrvatski"],
  ["hu", "Hungarian", "Magyar"],
  ["id", "Indonesian", "Bahasa Indonesia"],
  ["it", "Italian", "Italiano"],
  ["ja", "Japanese", "日本語"],
  ["ko", "Korean", "한국어"],
  ["lt", "Lithuanian", "Lietuvių"],
  ["lv", "Latvian", "Latviešu"],
  ["ms", "Malay", "Bahasa Melayu"],
  ["nb", "Norwegian Bokmål", "Norsk bokmål"],
  ["nl", "Dutch", "Nederlands"],
  ["pl", "Polish", "Polski"],
  ["pt-BR", "Portuguese (Brazil)", "Português (Brasil)"],
  ["pt-PT", "Portuguese (Portugal)", "Português (Portugal)"],
  ["ro", "Romanian", "Română"],
  ["ru", "Russian", "Русский"],
  ["sk", "Slovak", "Slovenčina"],
  ["sl", "Slovenian", "Slovenščina"],
  ["sr", "Serbian", "Српски"],
  ["sv", "Swedish", "Svenska"],
  ["ta", "Tamil", "தமிழ்"],
  ["th", "Thai", "ไทย"],
  ["tr", "Turkish", "Türkçe"],
  ["uk", "Ukrainian", "Українська"],
  ["ur", "Urdu", "اردو"],
  ["vi", "Vietnamese", "Tiếng Việt"],
  ["zh-Hans", "Chinese (simplified)", "简体中文"],
  ["zh-Hant", "Chinese (traditional)", "繁體中文"],
] as const satisfies readonly Row[];

export type LanguageCode = (typeof rows)[number][0];

const rightToLeft: ReadonlySet<string> = new Set(["ar", "fa", "he", "ur"]);

/** Every language that `translate` takes, by code. */
export const languages: readonly (Language & { readonly code: LanguageCode })[] = rows.map(([code, name, ownName]) => ({
  code,
  name,
  ownName,
  direction: rightToLeft.has(code) ? "rtl" : "ltr",
}));

/** Their codes alone, e.g. for a schema. */
export const languageCodes = rows.map(([code]) => code) as [LanguageCode, ...LanguageCode[]];
