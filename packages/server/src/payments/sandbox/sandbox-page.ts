import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { ServerEnv } from "../../http/router.ts";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem; }
.sandbox { border: 2px dashed; border-radius: .5rem; padding: .5rem 1rem; font-weight: 600; }
.sum { font-size: 2rem; font-weight: 600; margin: .25rem 0; }
.notice { border-inline-start: .25rem solid; padding-inline-start: .75rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: 1rem 0; }
label { display: flex; flex-direction: column; gap: .25rem; flex: 1 1 14rem; }
select, button { font: inherit; padding: .5rem .75rem; min-height: 2.75rem; border-radius: .375rem; border: 1px solid; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: start; padding: .375rem .5rem .375rem 0; border-bottom: 1px solid; }
`;

/** Text with what stands in it escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page of the sandbox: no script at all, its own style by nonce, forms to this server only. */
export async function sandboxPage(c: Context<ServerEnv>, title: string, body: Html): Promise<Response> {
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
          <p class="sandbox" role="note">Sandbox: no real money moves here, and no card number is asked for.</p>
          ${body}
        </main>
      </body>
    </html>`;
  return c.body(page.toString(), 200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy":
      `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; ` +
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
