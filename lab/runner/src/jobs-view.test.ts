import { expect, test } from 'vitest';
import { jobsView } from './jobs-view.ts';

/** A view, and all that it shows in order. */
function given(screen: { isTTY: boolean; columns?: number }) {
  const shown: string[] = [];
  const write = (text: string) => shown.push(text);
  const view = jobsView((line) => shown.push(`${line}\n`), { ...screen, write }, {});
  return { view, shown };
}

test('a file gets each line behind the number of its job', () => {
  const { view, shown } = given({ isTTY: false });
  view.line(1, '\n[1/2] seed 0\n  goes on');
  view.progress(2, '  train  10% · 1/10\n');
  view.end(1);
  expect(shown).toEqual(['1 │ [1/2] seed 0\n', '1 │   goes on\n', '2 │   train  10% · 1/10\n']);
});

test('a terminal has a line for each job, below what stays', () => {
  const { view, shown } = given({ isTTY: true, columns: 12 });
  view.progress(2, '  train  10%\n');
  view.progress(1, '  train  20%\n');
  view.line(1, 'finished');
  view.end(1);
  expect(shown).toEqual([
    '2 │   train\n',
    ...['\x1b[1A\x1b[J', '1 │   train\n', '2 │   train\n'],
    ...['\x1b[2A\x1b[J', '1 │ finished\n', '1 │   train\n', '2 │   train\n'],
    ...['\x1b[2A\x1b[J', '2 │   train\n'],
  ]);
});
