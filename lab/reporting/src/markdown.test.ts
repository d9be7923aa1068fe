import { fc, it as law } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { badges, copyable, folded, markdown, markup, pageOnly, powers } from './html.ts';
import { renderPage } from './page.ts';
import { column, numbers, table, tableHtml, type Cell } from './table.ts';

const site = { name: 'S', about: markup`About`, pages: [], generatedAt: '2026', code: 'c' };
const content = { lede: [], begin: { commands: ['run'] }, recorded: '1 run', sections: [] };

it('says what a page says, one heading level down', async () => {
  const shown = table(
    'Dev rows.',
    [{ text: '51.3', detail: '± 0.8' }],
    [
      column('Method', () => ({ text: 'LoRA', code: true, href: '#b' })),
      { ...numbers<Cell>(['Score', '± s.e.'], (cell) => cell), stacked: true },
    ],
    { notes: ['n = 3'] },
  );
  const body = markup`${badges([{ badge: 'Smoke', sentence: 'A run.' }])}<ul>
<li>SingLoRA is <strong>higher</strong>.</li>
<li>See <a href="#b">there</a>: <code>run ${'`a`'}</code>.</li>
</ul>
${tableHtml(shown)}${folded('The numbers', markup`<p>1 and <em>2</em></p>`)}${copyable('run a\n\nrun b ```')}`;
  const sections = [{ id: 'a', title: 'At n', intro: markup`<p>${powers('n^−1/2')}</p>`, body }];
  const page = { title: 'MNLI', name: 'M', description: '' };
  const { markdown } = await renderPage(page, { ...content, lede: ['Higher.'], sections }, site);
  expect(markdown).toBe(`## MNLI

Higher.

### At n

n<sup>−1/2</sup>

* Smoke: A run.

* SingLoRA is **higher**.
* See there: \`\` run \`a\` \`\`.

Dev rows.

| Method | Score ± s.e. |
| --- | --: |
| \`LoRA\` | 51.3 <br>± 0.8 |

n = 3

1 and _2_

\`\`\`\`
run a

run b \`\`\`
\`\`\`\`
`);
});

it('leaves out charts, what is folded away, and headings over nothing', () => {
  const html = markup`<h1>T</h1><h2>Kept</h2><p>Text.</p><h3>Charts</h3><figure id="${'x'}">${'x'}</figure>
<h3>More</h3><details><summary>${'S'}</summary>${'folded'}</details><h2>Gone</h2><h3>${'Too'}</h3>${pageOnly('x')}`;
  expect(markdown(html)).toBe('## T\n\n### Kept\n\nText.\n');
});

it('keeps text text: no HTML, no mark, no column, no end of a fence', () => {
  const text = '<img src=x onerror=alert(1)> &lt;b> [a](b) | c | d `e` 1 < 2, R&D ----- 9';
  const safe =
    '\\<img src=x onerror=alert(1)> \\&lt;b> \\[a\\](b) \\| c \\| d \\`e\\` 1 < 2, R&D ----- 9';
  expect(markdown(text)).toBe(`${safe}\n`);
  const cells = table('', [text], [column('A', (cell) => ({ text: cell, code: true }))]);
  expect(markdown(tableHtml(cells))).toContain(`| \`\` ${text.replaceAll('|', '\\|')} \`\` |`);
  for (const [line, escaped] of [
    ['# a', '\\# a'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['> a\n\n# b', '\\> a # b'],
    ['https://a.b, ftp://a.b, www.a.b', 'https\\://a.b, ftp\\://a.b, www\\.a.b'],
    ['−1.5, -1.5 and 1.5', '−1.5, -1.5 and 1.5'],
  ] as const)
    expect(markdown(markup`<p>${line}</p>`)).toBe(`${escaped}\n`);
});

law.prop([fc.string({ unit: 'binary' })])('no text begins HTML or ends its line', (text) => {
  const written = markup`${text}`.markdown;
  expect(written).not.toMatch(/(?<!\\)(?:\\\\)*(?:<[a-z/!?]|[`*_[\]|~])/i);
  expect(written).not.toMatch(/[\r\n]/);
});
