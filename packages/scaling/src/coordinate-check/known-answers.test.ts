import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkCoordinates, measureCoordinates } from './check.ts';
import { familyOf } from '../models/families.ts';
import { knownAnswers, type KnownAnswer } from './known-answers.ts';
import { ModelCache } from '../models/model-cache.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { wholeLayers } from '../training/whole-layers.ts';
import { judgeCoordinates } from './report.ts';

beforeAll(() => startBackend());

/** Networks of one family are drawn once for all answers. */
const models = new ModelCache();
afterAll(() => models.dispose());

const widths = [64, 128, 256, 512, 1024];
const seeds = Array.from({ length: 12 }, (_, i) => i);

/** How the known answer's network is trained for a step, every layer whole. */
function checkOf({ family: name, optimiser: by, rate, rateExponent }: KnownAnswer) {
  const [family, optimiser] = [familyOf(name), optimiserOf(by)];
  const names = (model: Parameters<typeof wholeLayers>[0]) => model.slots.map((slot) => slot.name);
  return {
    family,
    optimiser,
    steps: [1],
    learningRate: (width: number) => rate * (width / 64) ** rateExponent,
    trainable: (model: Parameters<typeof wholeLayers>[0], width: number) =>
      wholeLayers(model, names(model), (slot) =>
        family.rateScale ? family.rateScale(slot, width, optimiser) : 1,
      ),
  };
}

/** It is judged as any other. */
function reportOf(answer: KnownAnswer) {
  const check = checkOf(answer);
  const units = widths.flatMap((width) =>
    seeds.map((seed) =>
      measureCoordinates(check, models.get(check.family, width, seed), width, seed),
    ),
  );
  const { exceptions = [] } = check.family;
  return judgeCoordinates(units, { exceptions, expected: answer.exponents });
}

/** What the change of both blocks has to come out as, and the modules that have to be flagged. */
const cases: { answer: KnownAnswer; blocks: string; flagged: string[] }[] = [
  { blocks: 'exploding', flagged: ['blocks.0', 'blocks.1', 'out'] },
  // Gradient descent's first changes scatter so that a correction leaves the blocks' exponents, which are as known, open.
  { blocks: 'undecided', flagged: ['out'] },
  { blocks: 'undecided', flagged: ['in'] },
  { blocks: 'stable', flagged: [] },
  { blocks: 'stable', flagged: [] },
].map((rest, i) => ({ answer: knownAnswers[i]!, ...rest }));

it('has a case for each', () => expect(cases).toHaveLength(knownAnswers.length));

it.each(cases)('$answer.says', ({ answer, blocks, flagged }) => {
  const report = reportOf(answer);
  const steps = report.flatMap(({ name, steps }) => steps.map((step) => ({ name, ...step })));
  const known = steps.filter(({ expected }) => expected !== null);
  expect(known).toHaveLength(8);
  expect(known.filter(({ agrees }) => !agrees)).toEqual([]);

  for (const { name, quantity, verdict } of steps) {
    if (name.startsWith('blocks') && quantity === 'change') expect(blocks).toContain(verdict);
  }
  expect([...new Set(steps.filter((step) => step.flagged).map(({ name }) => name))]).toEqual(
    flagged,
  );

  // μP's output shrinks at the start: shown, and said to be no fault.
  const excused = steps.filter(({ exception }) => exception !== null);
  const isMup = answer.family === 'residual-mlp-mup';
  expect(excused.filter(({ step }) => step === 0)).toMatchObject(
    isMup ? [{ name: 'out', quantity: 'size', verdict: 'vanishing', flagged: false }] : [],
  );
});

it('takes a seed that is there twice for one', () => {
  const twice = () => checkCoordinates(checkOf(knownAnswers[0]!), [8, 16, 32], [3, 3]);
  expect(twice).toThrow('at least two seeds');
});
