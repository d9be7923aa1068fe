import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { beforeAll, describe, expect, it } from 'vitest';
import { chartHtml } from './chart.ts';
import { copyable, markup } from './html.ts';
import { intervalChart } from './interval-chart.ts';
import { documentHtml } from './document.ts';
import { writePage } from './write.ts';

/** The libraries as the page's script unpacks them, and that script itself. */
function scriptsOf(page: string): string[] {
  const inPage = (start: string) =>
    [...page.matchAll(new RegExp(`${start}>([^]*?)</script>`, 'g'))].map(([, code]) => code ?? '');
  const unpacked = (packed: string) => gunzipSync(Buffer.from(packed, 'base64')).toString();
  return [...inPage('<script[^>]* id="libraries"').map(unpacked), ...inPage('<script')];
}

describe('documentHtml', () => {
  let page: string;

  beforeAll(async () => {
    const rows = [{ label: 'A', colour: 'var(--c1)', estimate: { mean: 1 }, values: [] }];
    const spec = intervalChart(rows, { measure: 'm', format: 'f' });
    const figure = chartHtml({ id: 'x', title: 'X', description: 'x', spec });
    const shown = await documentHtml({
      title: 'A & B',
      description: '"',
      body: markup`${figure}${copyable('a < b')}`,
    });
    page = shown.text;
  });

  it('allows exactly its own scripts, by hash', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const scripts = scriptsOf(page);
    expect(scripts).toHaveLength(2);
    for (const script of scripts)
      expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  it('loads nothing: no address in any attribute that fetches', () => {
    const outside = page.replace(/<script[^>]*>[^]*?<\/script>/g, '');
    const fetching = [...outside.matchAll(/\s(?:src|href|srcset|action|data|poster)="([^"]*)"/g)];
    for (const [, address] of fetching) expect(address).toMatch(/^(#|data:,$)/);
    expect(outside).not.toMatch(/@import|url\(/);
    expect(outside).not.toMatch(/<(?:iframe|object|embed|img|audio|video|base)\b/);
  });

  it('holds libraries that still define what the page calls', () => {
    const context: Record<string, unknown> = {
      console,
      structuredClone,
      setTimeout,
      setInterval,
    };
    context['self'] = context['globalThis'] = context;
    runInNewContext(scriptsOf(page)[0] ?? '', context);
    expect(Object.keys(context)).toEqual(expect.arrayContaining(['vega', 'vegaLite', 'vegaEmbed']));
  });

  it('keeps the licences of what it carries', () => {
    const [libraries = ''] = scriptsOf(page);
    for (const name of ['vega', 'vega-lite', 'vega-embed'])
      expect(libraries).toMatch(new RegExp(`/\\*! ${name} [\\d.]+\\n`));
    expect(libraries.match(/Redistribution and use in source and binary forms/g)?.length).toBe(3);
  });

  it('leaves the libraries out where there is no chart', async () => {
    const body = markup`<p>text</p>`;
    const { text: plain } = await documentHtml({ title: 't', description: 'd', body });
    expect(scriptsOf(plain)).toHaveLength(1);
    expect(plain.length).toBeLessThan(20_000);
  });

  it('escapes its title and knows both colour schemes, paper and narrow screens', () => {
    expect(page).toContain('<title>A &amp; B</title>');
    expect(page).toContain('a &lt; b');
    for (const query of ['prefers-color-scheme: dark', '@media print', 'max-width: 42rem'])
      expect(page).toContain(query);
  });
});

describe('writePage', () => {
  const folder = folderForAllTests();

  it('makes the folder and leaves nothing but the page', async () => {
    await writePage(join(folder, 'new', 'page.html'), 'text', '--out');
    await writePage(join(folder, 'new', 'page.html'), 'newer', '--out');
    expect(await readdir(join(folder, 'new'))).toEqual(['page.html']);
    expect(await readFile(join(folder, 'new', 'page.html'), 'utf8')).toBe('newer');
  });

  it('says where it could not write, and leaves no half', async () => {
    await mkdir(join(folder, 'taken.html'));
    await writeFile(join(folder, 'file'), '');
    await expect(writePage(join(folder, 'taken.html'), 'x', '--out')).rejects.toMatchObject({
      code: 'CANNOT_WRITE',
    });
    await expect(writePage(join(folder, 'file', 'page.html'), 'x', '--out')).rejects.toThrow(
      /page\.html cannot be written/,
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
