import { expect, test } from 'vitest';
import { pageMarkdown } from './page-markdown.ts';

const page = (body: string) => `<!doctype html><title>T</title><body><main>${body}</main>`;

test('what a page says becomes Markdown, one heading level down', () => {
  const html = page(`<header><p class="kicker">About</p><h1>MNLI</h1>
<div class="lede"><p>SingLoRA is <strong>higher</strong>.</p></div><p class="meta">today</p></header>
<nav><a href="#a">A</a></nav>
<section id="a"><h2>Scores at n<sup>−1/2</sup></h2><ul><li><span class="badge">Smoke</span>A run.</li></ul>
<table><caption>Dev rows.</caption><thead><tr><th>Method</th><th>Score <small>± s.e.</small></th></tr></thead>
<tbody><tr><th>LoRA</th><td>51.3 <small class="below">± 0.8</small></td></tr></tbody></table>
<p class="note">See <a href="#b">there</a>.</p></section>
<section><h2>Again</h2><div class="copyable"><pre tabindex="0"><code>npx nx run a
npx nx run b</code></pre><button>Copy</button></div></section>`);
  expect(pageMarkdown(html)).toBe(`## MNLI

SingLoRA is **higher**.

### Scores at n<sup>−1/2</sup>

* Smoke: A run.

Dev rows.

| Method | Score ± s.e. |
| --- | --- |
| LoRA | 51.3 <br>± 0.8 |

See there.

### Again

\`\`\`
npx nx run a
npx nx run b
\`\`\`
`);
});

test('charts, folded parts, and headings that nothing is left of go', () => {
  const html = page(`<h1>T</h1><h2>Kept</h2><p>Text.</p><h3>Charts</h3><div class="figures">x</div>
<h3>More</h3><details><summary>S</summary><p>Folded</p></details><h2>Gone</h2><svg></svg>`);
  expect(pageMarkdown(html)).toBe('## T\n\n### Kept\n\nText.\n');
});

test('what is text stays text: no HTML, no mark, no column, no end of a fence', () => {
  const text = '<img src=x onerror=alert(1)> &lt;b> [a](b) | c | d `e` 1 < 2, R&D ----- 9';
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const html = page(`<h1>T</h1><p>${escaped}</p><p><code>${escaped}</code></p>
<table><tr><th>A</th><th>B</th></tr><tr><td>${escaped}</td><td>2</td></tr></table>
<pre><code>run \`\`\`\`
${escaped}</code></pre>`);
  const safe =
    '\\<img src=x onerror=alert(1)> \\&lt;b> \\[a\\](b) \\| c \\| d \\`e\\` 1 < 2, R&D ----- 9';
  expect(pageMarkdown(html)).toBe(`## T

${safe}

\`\` ${text} \`\`

| A | B |
| --- | - |
| ${safe} | 2 |

\`\`\`\`\`
run \`\`\`\`
${text}
\`\`\`\`\`
`);
});

test('a file that is no page says nothing', () => {
  expect(pageMarkdown('text')).toBe('');
});
