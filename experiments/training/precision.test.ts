import { expect, it } from 'vitest';
import { fitPrecision, precisionOf, precisionSetting } from './precision.ts';

async function fitted(precision: string, gain: number) {
  const lines: string[] = [];
  const context = {
    env: { ...process.env, SINGLORA_BACKEND: 'cpu' },
    log: (line: string) => void lines.push(line),
  };
  const asked = { precision: precisionSetting.parse(precision), seed: 1 };
  const settings = await fitPrecision(asked, context, { gainOf: () => gain });
  return { precision: precisionOf(settings), settings, said: lines.join('\n') };
}

it('takes bfloat16 where it is faster, and says how much', async () => {
  const { precision, said } = await fitted('bfloat16', 1.6);
  expect(precision).toBe('bfloat16');
  expect(said).toContain('0.63 of its time in float32');
});

it('takes float32 where bfloat16 is slower, and says so and how to have it', async () => {
  const { precision, settings, said } = await fitted('bfloat16', 0.5);
  expect(precision).toBe('float32');
  expect(settings).toEqual({ precision: 'float32', seed: 1 });
  expect(said).toContain('2.0 times as slow');
  expect(said).toContain('--precision=bfloat16-anyway');
});

it('takes float32 where there is no bfloat16', async () => {
  const { precision, said } = await fitted('bfloat16', 0);
  expect(precision).toBe('float32');
  expect(said).toMatch(/not there on this backend$/);
});

it('measures nothing where it is not asked to', async () => {
  expect(await fitted('float32', NaN)).toMatchObject({ precision: 'float32', said: '' });
  expect(await fitted('bfloat16-anyway', NaN)).toMatchObject({ precision: 'bfloat16', said: '' });
});
