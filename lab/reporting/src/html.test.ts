import { fc, it as law } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { jsonBlock, markup, powers, trusted } from './html.ts';

it('escapes what it is given, in text and in attributes', () => {
  expect(markup`<p title="${'"><script>\''}">${'<b>&\'"'}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;&#39;">&lt;b&gt;&amp;&#39;&quot;</p>',
  );
});

it('keeps markup of its own, joins lists and leaves out what is absent', () => {
  const items = [1, 2].map((n) => markup`<li>${n}</li>`);
  expect(markup`<ul>${items}${undefined}${false}</ul>`.text).toBe('<ul><li>1</li><li>2</li></ul>');
  expect(markup`${trusted('<svg/>')}`.text).toBe('<svg/>');
});

it('raises powers, and nothing else', () => {
  expect(powers('η ∝ n^−1/2, n^c and n^0.25: <x^yz> at 2 ^ 3').text).toBe(
    'η ∝ n<sup>−1/2</sup>, n<sup>c</sup> and n<sup>0.25</sup>: &lt;x^yz&gt; at 2 ^ 3',
  );
});

law.prop([fc.string({ unit: 'binary' })])('no text opens a tag or leaves an attribute', (text) => {
  expect(markup`${text}`.text).not.toMatch(/[<>"']/);
});

law.prop([fc.jsonValue()])(
  'a JSON block reads back the same and cannot be closed from inside',
  (value) => {
    const { text } = jsonBlock({ value, hostile: '</script><!--' });
    expect(text).not.toMatch(/[<>]/);
    expect(JSON.parse(text)).toEqual(
      JSON.parse(JSON.stringify({ value, hostile: '</script><!--' })),
    );
  },
);
