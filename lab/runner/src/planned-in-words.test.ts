import { expect, it } from 'vitest';
import { plannedInWords } from './planned-in-words.ts';

const plan = (subject: string, seed: number, adapter: object | null) => ({
  label: `${subject} · seed ${seed}`,
  config: { subject, seed, adapter, steps: 400, drawing: { prompts: 'all' } },
});

it('counts the runs by what differs, and tells the rest once', () => {
  const runs = ['cat', 'dog', 'vase'].flatMap((subject) =>
    [0, 1, 2, 3, 4].flatMap((seed) => [
      plan(subject, seed, null),
      plan(subject, seed, { method: seed > 2 ? 'dora' : 'lora', targets: ['to_q', 'to_k'] }),
    ]),
  );
  expect(plannedInWords(runs)).toEqual([
    '30 runs',
    'Runs by setting:',
    '  subject: cat (10), dog (10), vase (10)',
    '  seed: 0 (6), 1 (6), 2 (6), 3 (6), 4 (6)',
    '  adapter.method: not set (15), lora (9), dora (6)',
    'The same in all that have it:',
    '  steps: 400',
    '  drawing.prompts: all',
    '  adapter.targets: ["to_q","to_k"]',
    'Each run: --dry-run=json',
  ]);
});

it('names a few runs', () => {
  expect(plannedInWords([plan('cat', 0, null), plan('cat', 1, null)]).slice(0, 5)).toEqual([
    '2 runs',
    '  cat · seed 0',
    '  cat · seed 1',
    'Runs by setting:',
    '  seed: 0 (1), 1 (1)',
  ]);
  expect(plannedInWords([])).toEqual(['0 runs']);
});

it('names no more than a dozen values', () => {
  const runs = Array.from({ length: 20 }, (_, i) => plan('cat', i, null));
  expect(plannedInWords(runs).join('\n')).toMatch(/11 \(1\) and 8 more/);
});
