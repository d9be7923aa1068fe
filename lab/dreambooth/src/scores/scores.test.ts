import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Embedding } from './embedding.ts';
import {
  cosineDiversity,
  priorPreservation,
  promptFidelity,
  realAgainstReal,
  subjectFidelity,
  type Score,
} from './scores.ts';
import { centred, meanEmbeddingCosine } from './variants.ts';

interface Told {
  readonly value: number;
  readonly byPicture: readonly number[];
}
const set = ['generated', 'real', 'prompts', 'reference'] as const;
type Fixture = Record<(typeof set)[number], number[][]> & {
  readonly expected: Readonly<Record<string, Told>>;
  readonly meanAgainstMean: number;
};

const path = join(import.meta.dirname, 'fixtures/scores.json');
const { expected, meanAgainstMean, ...rows } = JSON.parse(await readFile(path, 'utf8')) as Fixture;
const [generated, real, prompts, reference] = set.map((name): Embedding[] =>
  rows[name].map((values, i) => ({ name: `${name} ${i}`, values: Float32Array.from(values) })),
) as [Embedding[], Embedding[], Embedding[], Embedding[]];

const centredFidelity = (some: Embedding[], others: Embedding[], about: Embedding[]) =>
  subjectFidelity(centred(some, about), centred(others, about));

function expectScore(score: Score | undefined, told: Told): void {
  expect(score?.value).toBeCloseTo(told.value, 12);
  expect(score?.byPicture).toHaveLength(told.byPicture.length);
  told.byPicture.forEach((value, i) => expect(score?.byPicture[i]).toBeCloseTo(value, 12));
}

describe('what numpy and scipy say', () => {
  it.each([
    ['subjectFidelity', subjectFidelity(generated, real)],
    ['promptFidelity', promptFidelity(generated, prompts)],
    ['realAgainstReal', realAgainstReal(real)],
    ['cosineDiversity', cosineDiversity(generated)],
    ['centred', centredFidelity(generated, real, reference)],
  ])('%s', (name, score) => expectScore(score, expected[name]!));

  it('unpaired', () => {
    expect(meanEmbeddingCosine(generated, real)).toBeCloseTo(meanAgainstMean, 12);
  });
});

it('gives of the class what it gives of the subject', () => {
  expect(priorPreservation(generated, real)).toEqual(subjectFidelity(generated, real));
});

it('sees what pictures have in common only where it is not taken off', () => {
  // Four directions about a common one: at right angles without it.
  const along = (axis: number): Embedding => ({
    name: `${axis}`,
    values: Float32Array.from({ length: 5 }, (_, i) => (i === 4 || i === axis ? 1 : 0)),
  });
  const all = [0, 1, 2, 3].map(along);
  const [one, other] = [[along(0)], [along(1)]];
  expect(subjectFidelity(one, other).value).toBeCloseTo(1 / 2, 12);
  expect(centredFidelity(one, other, all).value).toBeCloseTo(-1 / 3, 12);
  expect(meanEmbeddingCosine(one, other)).toBeCloseTo(1 / 2, 12);
});

it('gives no ceiling and no diversity of a single picture', () => {
  expect(realAgainstReal(real.slice(0, 1))).toBeUndefined();
  expect(cosineDiversity([])).toBeUndefined();
});

const of = (values: number[]): Embedding => ({ name: 'a.png', values: Float32Array.from(values) });
const good = of([1, 2]);

describe('embeddings that cannot be compared', () => {
  it.each<[string, () => unknown, string, RegExp]>([
    [
      'zero',
      () => subjectFidelity([of([0, 0])], [good]),
      'DREAMBOOTH_EMBEDDING',
      /embedding of a\.png is zero/,
    ],
    [
      'not finite',
      () => realAgainstReal([good, of([NaN, Infinity])]),
      'DREAMBOOTH_EMBEDDING',
      /2 of the 2 numbers of a\.png's/,
    ],
    [
      'another length',
      () => promptFidelity([good], [of([1, 2, 3])]),
      'DREAMBOOTH_EMBEDDING',
      /a\.png has 3 numbers, and others have 2/,
    ],
    [
      'centred away',
      () => centredFidelity([good], [good], [good]),
      'DREAMBOOTH_EMBEDDING',
      /only one of the reference set/,
    ],
    ['no picture', () => subjectFidelity([], [good]), 'DREAMBOOTH_PAIRS', /no generated pictures/],
    ['no real one', () => meanEmbeddingCosine([good], []), 'DREAMBOOTH_PAIRS', /no real pictures/],
    ['no reference', () => centred([good], []), 'DREAMBOOTH_PAIRS', /reference set/],
    [
      'unequal numbers',
      () => promptFidelity([good], [good, good]),
      'DREAMBOOTH_PAIRS',
      /1 pictures for 2 prompts/,
    ],
  ])('%s', (_, score, code, message) => {
    expect(score).toThrow(message);
    expect(score).toThrow(expect.objectContaining({ code }) as Error);
  });
});
