import { expect, it } from 'vitest';
import { pictureRows } from './picture-rows.ts';

const row = {
  title: 'A < B',
  description: '"two" dogs',
  image: { type: 'webp', bytes: Uint8Array.of(1, 2, 3) },
} as const;
const look = { title: 'Dogs', height: 100, pixelated: false };

it('shows each row as an image within the page, with its words escaped', () => {
  const { text } = pictureRows([row], look);
  expect(text).toContain('<img src="data:image/webp;base64,AQID" alt="&quot;two&quot; dogs"');
  expect(text).toContain('A &lt; B');
  expect(text).not.toContain('class="heads"');
  expect(text).not.toContain('pixelated');
});

it('has a heading for each column, and rows above them', () => {
  const { text } = pictureRows([row], {
    ...look,
    pixelated: true,
    columns: ['<i>', 'b'],
    above: [{ ...row, title: 'Before' }],
  });
  expect(text).toContain('<span>&lt;i&gt;</span><span>b</span>');
  expect(text.indexOf('Before')).toBeLessThan(text.indexOf('class="heads"'));
  expect(text.match(/class="grid pixelated"/g)).toHaveLength(2);
});
