import { expect, it } from 'vitest';
import { baselineMethod, headlineMethod, paper, paperMethods } from './paper.ts';

const { dreambooth, faces } = paper;

/** The highest value in a column of table 3. */
const best = (column: 'dino' | 'clipImage' | 'clipText') =>
  dreambooth.rows.reduce((one, other) => (other[column] > one[column] ? other : one));

it('has every number of the tables of pictures', () => {
  for (const { source, rows } of [dreambooth, faces])
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        expect(value, `${source}, ${column}`).toEqual(
          column === 'method' ? expect.any(String) : expect.any(Number),
        );
  expect(new Set(dreambooth.rows.map(({ method }) => method))).toEqual(new Set(paperMethods));
});

it('says what the paper says of them', () => {
  // Twice LoRA's rank has LoRA's number of parameters and the best pictures; LoRA follows prompts best.
  const [baseline] = dreambooth.rows.filter(({ method }) => method === baselineMethod);
  expect(best('dino')).toMatchObject({
    method: headlineMethod,
    rank: 16,
    params: baseline?.params,
  });
  expect(best('clipImage')).toBe(best('dino'));
  expect(best('clipText')).toBe(baseline);
  const dino = (method: string) => faces.rows.find((row) => row.method === method)?.dino ?? NaN;
  expect(dino(headlineMethod)).toBeGreaterThan(Math.max(dino('lora'), dino('dora')));
});
