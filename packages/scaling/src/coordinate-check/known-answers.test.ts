import { startBackend } from '@singlora/runtime';
import { beforeAll, expect, it } from 'vitest';
import { checkCoordinates } from './check.ts';
import { familyOf } from '../models/families.ts';
import { knownAnswers, type KnownAnswer } from './known-answers.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { wholeLayers } from '../training/whole-layers.ts';

beforeAll(() => startBackend());

const widths = [64, 128, 256, 512, 1024];
const seeds = Array.from({ length: 12 }, (_, i) => i);

/** Trains the known answer's network for a step, every layer whole, and judges it as any other. */
function reportOf(
  { family: name, optimiser: by, rate, rateExponent, exponents }: KnownAnswer,
  on = { widths, seeds },
) {
  const [family, optimiser] = [familyOf(name), optimiserOf(by)];
  const names = (model: Parameters<typeof wholeLayers>[0]) => model.slots.map((slot) => slot.name);
  return checkCoordinates(
    {
      family,
      optimiser,
      steps: [1],
      learningRate: (width) => rate * (width / 64) ** rateExponent,
      trainable: (model, width) =>
        wholeLayers(model, names(model), (slot) =>
          family.rateScale ? family.rateScale(slot, width, optimiser) : 1,
        ),
    },
    on.widths,
    on.seeds,
    { expected: exponents },
  );
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
  expect(() => reportOf(knownAnswers[0]!, { widths: [8, 16, 32], seeds: [3, 3] })).toThrow(
    'at least two seeds',
  );
});
