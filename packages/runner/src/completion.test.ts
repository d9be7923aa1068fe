import { expect, test } from 'vitest';
import { z } from 'zod';
import { experimentWords } from './completion.ts';
import coin from './fixtures/coin.experiment.ts';

test('words are flags, alone or with a value, and their choices', () => {
  const settings = z.object({
    precision: z.enum(['float32', 'bfloat16']).nullable().describe('how exact'),
    rows: z.union([z.number(), z.literal('all')]).default(3),
    wider: z.boolean().optional(),
  });
  const words = experimentWords({ ...coin, settings }, 'experiments');
  expect(words).toEqual(
    expect.arrayContaining([
      ...Object.keys(coin.presets).map((name) => `--preset=${name}`),
      ...['--precision=', '--precision=float32', '--precision=bfloat16'],
      ...[
        '--rows=',
        '--rows=all',
        '--wider',
        '--wider=yes',
        '--dry-run',
        '--dry-run=json',
        '--force',
      ],
    ]),
  );
  expect(words).not.toContain('--force=');
  expect(words).not.toContain('--preset');
});
