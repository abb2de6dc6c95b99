export type PageReply =
  | { readonly status: 200 | 404; readonly html: string }
  | { readonly status: 303; readonly location: string };

/** A page of the test server: plain, without scripts, every choice a button of its own. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 32rem; padding: 0 1rem; }
button { display: block; font: inherit; margin: 0.5rem 0; padding: 0.5rem 1rem; width: 100%; }
[role="alert"] { color: #a40000; }
</style>
</head>
<body>
<main>
<p>Stripe test server</p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** A form whose only field is the button that was pressed. */
export function choices(
  action: string,
  name: string,
  buttons: readonly (readonly [value: string, label: string])[],
): string {
  const rows = buttons.map(
    ([value, label]) => `<button name="${name}" value="${escapeHtml(value)}">${escapeHtml(label)}</button>`,
  );
  return `<form method="post" action="${escapeHtml(action)}">${rows.join("\n")}</form>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function money(cents: number, currency: string): string {
  return `${(cents / 100).toFixed(2)} ${currency.toUpperCase()}`;
}
