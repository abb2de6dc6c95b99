import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { ServerEnv } from "../../http/router.ts";
import type { Services } from "../../services.ts";

// Without quotes: what is set into the page is escaped.
const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f9f9f7, #131615);
  --sheet: light-dark(#ffffff, #191c1b);
  --ink: light-dark(#1d1d1a, #e6e8e5);
  --faint: light-dark(#5c5c56, #a6aaa6);
  --line: light-dark(#dcdcd6, #464b48);
  --accent: light-dark(#0e6a5b, #2a967d);
  --accent-ink: light-dark(#ffffff, #0b1412);
  --warm: light-dark(#fff3d6, #4a3608);
  --warm-ink: light-dark(#5c3d00, #ffe7b3);
  font: 16px/1.5 system-ui, -apple-system, Segoe UI, Roboto, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; padding: 2.5rem 1rem; background: var(--ground); color: var(--ink); }
main { max-width: 27rem; margin: 0 auto; padding: 1.5rem; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 12px; }
.sandbox { margin: -1.5rem -1.5rem 1.5rem; padding: .75rem 1.5rem; background: var(--warm); color: var(--warm-ink);
  border-radius: 12px 12px 0 0; font-size: .875rem; font-weight: 600; }
h1 { margin: 0; color: var(--faint); font-size: 1rem; font-weight: 500; }
.sum { margin: 0 0 1.25rem; font-size: 2.25rem; font-weight: 650; letter-spacing: -.02em; line-height: 1.2; }
.notice { margin: 0 0 1.25rem; padding: .75rem 1rem; border: 1px solid var(--line); border-left-width: 4px;
  border-radius: 7px; }
form { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; margin: 0; }
label { display: grid; grid-template-columns: minmax(0, 1fr); gap: .25rem; font-size: .875rem; font-weight: 550; }
select, button { font: inherit; padding: .5rem .75rem; min-height: 2.75rem; border: 1px solid var(--line);
  border-radius: 7px; background: var(--sheet); color: var(--ink); }
select { font-weight: 400; }
button { cursor: pointer; font-weight: 550; }
button[value=pay] { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
.others { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
a { color: light-dark(#0e6a5b, #86ccb8); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
td, th { text-align: start; padding: .375rem .5rem .375rem 0; border-bottom: 1px solid var(--line); }
`;

/** Text with what stands in it escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page of the sandbox: no script at all, its own style by nonce, forms to this server only. */
export async function sandboxPage(
  c: Context<ServerEnv>,
  { title, services }: { readonly title: string; readonly services: Services },
  body: Html,
): Promise<Response> {
  const { configuration, simulatedClock, now } = services;
  // A form leads back to the address under which the person uses this server, which may be another name of it.
  const origins = configuration.allowedOrigins;
  const time = `${now().toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const nonce = randomBytes(16).toString("base64url");
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} – Dokly sandbox</title>
        <style nonce="${nonce}">${style}</style>
      </head>
      <body>
        <main>
          <p class="sandbox" role="note">Sandbox: no real money moves here, and no card number is asked for.
            ${simulatedClock?.isSimulated === true ? `The clock is simulated: it is ${time} here.` : ""}</p>
          ${body}
        </main>
      </body>
    </html>`;
  // A policy can not name an address in brackets, and browsers complain about one that does.
  const nameable = origins.filter((origin) => !origin.includes("["));
  return c.body(page.toString(), 200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy":
      `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' ${nameable.join(" ")}; ` +
      "frame-ancestors 'none'; base-uri 'none'",
  });
}

/** How somebody pays: fields of a form. */
export function payingFields(options: { readonly hasSlow: boolean }): Html {
  return html`
    <label>Card
      <select name="card">
        <option value="works">Works, also when nobody is there</option>
        <option value="declined-later">Works now, is declined when nobody is there</option>
        <option value="asks-later">Works now, its bank asks for the person later</option>
      </select>
    </label>
    <label>Webhook
      <select name="delivery">
        <option value="once">Deliver it once</option>
        <option value="twice">Deliver the webhook twice</option>
        <option value="late">Deliver it in 30 seconds</option>
        <option value="never">Lose it</option>
      </select>
    </label>
    ${
      options.hasSlow
        ? html`<label>Money
            <select name="slow">
              <option value="no">Comes at once</option>
              <option value="yes">Is delayed: comes in 10 seconds</option>
            </select>
          </label>`
        : ""
    }`;
}
