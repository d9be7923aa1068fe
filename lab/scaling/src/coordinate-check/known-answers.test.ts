import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkCoordinates } from './check.ts';
import { measureCoordinates } from './coordinates.ts';
import type { Expectation } from './expectation.ts';
import { isFault } from './judgement.ts';
import { familyOf } from '../models/families.ts';
import { knownAnswers, type KnownAnswer } from './known-answers.ts';
import { ModelCache } from '../models/model-cache.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { wholeLayerTraining } from '../training/whole-layers.ts';
import { judgeCoordinates } from './report.ts';

beforeAll(() => startBackend());

/** Networks of one family are drawn once for all answers. */
const models = new ModelCache();
afterAll(() => models.dispose());

const widths = [64, 128, 256, 512, 1024];
const seeds = Array.from({ length: 12 }, (_, i) => i);

/** The check that trains a known answer's network for one step, with all layers whole. */
function checkOf({ family: name, optimiser: by, rate, rateExponent }: KnownAnswer) {
  const [family, optimiser] = [familyOf(name), optimiserOf(by)];
  return {
    family,
    optimiser,
    steps: [1],
    learningRate: (width: number) => rate * (width / 64) ** rateExponent,
    trainable: wholeLayerTraining(family, optimiser),
  };
}

/** The judged rows of an answer's network: against what is known, and as if nothing were known. */
function reportOf(answer: KnownAnswer) {
  const check = checkOf(answer);
  const units = widths.flatMap((width) =>
    seeds.map((seed) =>
      measureCoordinates(check, models.get(check.family, width, seed), width, seed),
    ),
  );
  const { expectations = [] } = check.family;
  const rows = (table: readonly Expectation[]) =>
    judgeCoordinates(units, table).flatMap(({ name, steps }) =>
      steps.map((step) => ({ name, ...step })),
    );
  return { known: rows([...answer.expectations, ...expectations]), unknown: rows([]) };
}

/** The expected verdict on the change of both blocks without known exponents, and the modules that then have a fault. */
const cases: { answer: KnownAnswer; blocks: string; faulty: string[] }[] = [
  { blocks: 'exploding', faulty: ['blocks.0', 'blocks.1', 'out'] },
  // Gradient descent's first changes scatter enough for a correction to leave the blocks' exponents open.
  { blocks: 'undecided', faulty: ['out'] },
  { blocks: 'undecided', faulty: ['in'] },
  { blocks: 'stable', faulty: ['out'] },
  { blocks: 'stable', faulty: ['out'] },
].map((rest, i) => ({ answer: knownAnswers[i]!, ...rest }));

it('has a case for each', () => expect(cases).toHaveLength(knownAnswers.length));

it.each(cases)('$answer.says', ({ answer, blocks, faulty }) => {
  const { known, unknown } = reportOf(answer);
  expect(known.filter(({ expected }) => typeof expected?.exponent === 'number').length).toBe(16);
  expect(known.filter(isFault)).toEqual([]);

  for (const { name, quantity, verdict } of unknown) {
    if (name.startsWith('blocks') && quantity === 'change') expect(blocks).toContain(verdict);
  }
  expect([...new Set(unknown.filter(isFault).map(({ name }) => name))]).toEqual(faulty);
});

it('takes a seed that is there twice for one', () => {
  const twice = () => checkCoordinates(checkOf(knownAnswers[0]!), [8, 16, 32], [3, 3]);
  expect(twice).toThrow('at least two seeds');
});
