const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const byteOrderMark = "\uFEFF";

/**
 * A page as text. `text` never contains a leading byte order mark, exactly as a browser's `response.text()` gives it,
 * so that UTF-16 offsets mean the same on both sides; everything else, mixed line endings too, is as stored.
 */
export type PageText = { readonly text: string; readonly hasByteOrderMark: boolean };

/** The text of a page's bytes, or null when they are not UTF-8. */
export function decodePage(bytes: Uint8Array): PageText | null {
  try {
    const text = decoder.decode(bytes);
    const hasByteOrderMark = text.startsWith(byteOrderMark);
    return { text: hasByteOrderMark ? text.slice(1) : text, hasByteOrderMark };
  } catch {
    return null;
  }
}

/** The bytes of a page's text; the exact inverse of `decodePage`. */
export function encodePage({ text, hasByteOrderMark }: PageText): Buffer {
  return Buffer.from(hasByteOrderMark ? byteOrderMark + text : text, "utf8");
}

/**
 * Why bytes can not be kept as a page that people edit, as a sentence, or null when they can. `bytesMax` is the
 * contract's: the threads of imports use this too, and would take longer to load the contract than to import a page.
 */
export function whyBytesAreRefused(bytes: Uint8Array, bytesMax: number): string | null {
  if (bytes.length > bytesMax) {
    return `a page holds at most ${bytesMax.toLocaleString("en")} bytes; this has ${bytes.length.toLocaleString("en")}`;
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) return `a page can not hold a NUL character; there is one at byte ${nul}`;
  if (decodePage(bytes) === null) return "a page must be valid UTF-8; save it as UTF-8 and try again";
  return null;
}
