import { createHash } from 'node:crypto';
import { clientScript } from './client.ts';
import { withDrawings } from './drawings.ts';
import { Html, markdown, markup, trusted } from './html.ts';
import { chartLibraries } from './libraries.ts';
import { style } from './style.ts';

/**
 * A page in one file: it opens from disk, loads nothing, and runs only its inline scripts, each
 * allowed by its hash in the content security policy. Its charts are drawn in it; the packed chart libraries, which
 * serve the pointer, are left out where the body has no chart. Its Markdown is the body's.
 */
export async function documentHtml({
  title,
  description,
  body,
}: Record<'title' | 'description', string> & { readonly body: Html }): Promise<Html> {
  const has = (what: string) => body.text.includes(what);
  const charts = has('<figure class="chart"') || has(' data-draws');
  const runs = has('id="runs-data"');
  const libraries = charts ? await chartLibraries() : undefined;
  const script = await clientScript([
    'page',
    ...(has('<table>') ? (['tables'] as const) : []),
    ...(charts ? (['charts'] as const) : []),
    ...(runs ? (['runs'] as const) : []),
  ]);
  const scripts = [...(libraries ? [libraries.script] : []), script];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map((script) => `'sha256-${sha256(script)}'`).join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const packed =
    libraries &&
    markup`<script type="application/gzip" id="libraries">${trusted(libraries.packed)}</script>
`;
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
<main>
${await withDrawings(body)}</main>
${packed}<script>${trusted(script)}</script>
</body>
</html>
`;
  return new Html(text, markdown(body));
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('base64');
