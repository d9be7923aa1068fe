import { expect, test } from 'vitest';
import { liveLines } from './live-lines.ts';

test('lines are drawn over those before, in as many rows as the terminal gave them', () => {
  const written: string[] = [];
  const screen = { columns: 20, rows: 10, write: (text: string) => written.push(text) };
  const draw = liveLines(screen);
  draw(['one', 'a line of 18 signs']);
  draw(['two'], ['stays']);
  screen.columns = 2;
  draw(['end']);
  expect(written).toEqual([
    'one\x1b[K\na line of 18 signs\x1b[K\n\x1b[J',
    '\x1b[2A\rstays\x1b[K\ntwo\x1b[K\n\x1b[J',
    '\x1b[2A\rend\x1b[K\n\x1b[J',
  ]);
});
