/** A page with one passage in it that is worth improving. */
export const passage = "The server start on the embedded database, and it print where to sign in.";
export const page = `---\ntitle: Intro\n---\n\n# Intro\n\nSome text before.\n\n${passage}\n\n## After\n\nSome text after.\n`;
export const path = "guide/intro.md";
