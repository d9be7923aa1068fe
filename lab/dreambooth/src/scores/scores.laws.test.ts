import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Embedding } from './embedding.ts';
import { cosineDiversity, promptFidelity, realAgainstReal, subjectFidelity } from './scores.ts';
import { centred, meanEmbeddingCosine } from './variants.ts';

const dim = 6;
const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const vector = fc
  .array(number, { minLength: dim, maxLength: dim })
  .filter((values) => Math.hypot(...values) > 1e-3);
const embeddings = (minLength: number) =>
  fc
    .array(vector, { minLength, maxLength: 8 })
    .map((rows): Embedding[] =>
      rows.map((values, i) => ({ name: `${i}`, values: Float64Array.from(values) })),
    );
const scale = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

const scaled = (all: readonly Embedding[], factor: number): Embedding[] =>
  all.map(({ name, values }) => ({ name, values: values.map((value) => value * factor) }));
const precision = 9;

describe('scores', () => {
  test.prop([embeddings(1), embeddings(1), scale])(
    'do not depend on how long embeddings are',
    (generated, real, factor) => {
      const { value } = subjectFidelity(generated, real);
      expect(subjectFidelity(scaled(generated, factor), real).value).toBeCloseTo(value, precision);
      expect(subjectFidelity(generated, scaled(real, factor)).value).toBeCloseTo(value, precision);
    },
  );

  test.prop([embeddings(2), embeddings(2)])('lie within their bounds', (generated, real) => {
    const slack = 1e-12;
    const values = [
      ...subjectFidelity(generated, real).byPicture,
      ...realAgainstReal(real)!.byPicture,
    ];
    for (const value of values) expect(Math.abs(value)).toBeLessThanOrEqual(1 + slack);
    const diversity = cosineDiversity(generated)?.value ?? NaN;
    expect(diversity).toBeGreaterThanOrEqual(-slack);
    // No n unit vectors are farther apart than the corners of a simplex: n / (n − 1).
    const n = generated.length;
    expect(diversity).toBeLessThanOrEqual(n / (n - 1) + slack);
  });

  test.prop([vector, fc.integer({ min: 2, max: 6 }), scale])(
    'of identical pictures are 1, and their diversity 0',
    (values, n, factor) => {
      const same = Array.from({ length: n }, (_, i) => ({
        name: `${i}`,
        values: Float64Array.from(values, (value) => value * (i + 1) * factor),
      }));
      expect(realAgainstReal(same)?.value).toBeCloseTo(1, 12);
      expect(subjectFidelity(same, same).value).toBeCloseTo(1, 12);
      expect(promptFidelity(same, same).value).toBeCloseTo(1, 12);
      expect(meanEmbeddingCosine(same, same)).toBeCloseTo(1, 12);
      expect(cosineDiversity(same)?.value).toBeCloseTo(0, 12);
    },
  );

  test.prop([embeddings(1), embeddings(1)])('are symmetric over all pairs', (generated, real) => {
    const there = subjectFidelity(generated, real).value;
    expect(subjectFidelity(real, generated).value).toBeCloseTo(there, precision);
  });

  test.prop([embeddings(2)])('of a set with itself are the ceiling and n ones', (real) => {
    const n = real.length;
    const ceiling = realAgainstReal(real)?.value ?? NaN;
    const all = subjectFidelity(real, real).value;
    expect(all).toBeCloseTo((ceiling * (n - 1) + 1) / n, precision);
    expect(cosineDiversity(real)?.value).toBeCloseTo(1 - ceiling, precision);
  });

  test.prop([embeddings(2)])('centred embeddings have no mean', (all) => {
    const rows = centred(all, all).map(({ values }) => values);
    for (let i = 0; i < dim; i++) {
      const mean = rows.reduce((sum, row) => sum + (row[i] ?? NaN), 0) / rows.length;
      expect(mean).toBeCloseTo(0, 12);
    }
  });
});
