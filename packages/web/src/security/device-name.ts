const browsers: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdg\//, "Edge"],
  [/\bFirefox\//, "Firefox"],
  [/\b(?:Headless)?Chrome\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** What a person would call a device: its browser and system, else what it calls itself. Null: it says nothing. */
export function deviceName(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const named = [browsers, systems].flatMap((list) => list.find(([mark]) => mark.test(userAgent))?.[1] ?? []);
  return named.length > 0 ? named.join(", ") : (/^[\w.-]+(?:\/[\w.-]+)?/.exec(userAgent)?.[0] ?? null);
}
