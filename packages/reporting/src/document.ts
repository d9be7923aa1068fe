import { createHash } from 'node:crypto';
import { clientScript } from './client.ts';
import { Html, markdown, markup, trusted } from './html.ts';
import { chartLibraries, inlineScript } from './libraries.ts';
import { style } from './style.ts';

/**
 * A page in one file: it opens from disk, loads nothing, and runs only the scripts written into it
 * (each named by its hash in the content security policy). The chart libraries are left out where
 * the body has no chart. Its Markdown is the body's.
 *
 * @param page.refresh seconds after which it asks its server for itself again; absent: never
 */
export async function documentHtml({
  title,
  description,
  body,
  refresh,
}: Record<'title' | 'description', string> & {
  readonly body: Html;
  readonly refresh?: number | undefined;
}): Promise<Html> {
  const libraries = body.text.includes('class="plot"') ? await chartLibraries() : [];
  const refreshes = refresh !== undefined;
  const scripts = [
    ...libraries,
    inlineScript(clientScript(refreshes, refreshes || body.text.includes('class="menu"'))),
  ];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map((script) => `'sha256-${sha256(script)}'`).join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    ...(refresh === undefined ? [] : ["connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const tags = scripts.map((script) => markup`<script>${trusted(script)}</script>\n`);
  const { text } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<main${refresh !== undefined && markup` data-refresh="${refresh}"`}>
${body}</main>
${tags}</body>
</html>
`;
  return new Html(text, markdown(body));
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('base64');
