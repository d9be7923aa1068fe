import { expect, it } from 'vitest';
import { decide, type CaseName } from './finding.ts';

/** A condition over cases of one optimiser and constant: true holds, null is undecided. */
const conditionOf = (cases: Readonly<Record<string, boolean | null>>) =>
  decide(
    Object.entries(cases),
    ([, holds]) => holds ?? undefined,
    ([name]) => {
      const [optimiser = '', constant] = name.split(' ');
      return constant === undefined ? optimiser : [`${optimiser} at k =`, constant];
    },
    'it is',
  );

it('names cases that share a part once', () => {
  expect(
    conditionOf({ 'descent 1': true, 'Adam 1': true, 'Adam 2': true, 'Adam 4': false }),
  ).toEqual({
    verdict: 'only if',
    condition: 'it is descent at k = 1 or Adam at k = 1 or 2',
  });
  expect(conditionOf({ 'Adam 1': false, 'Adam 2': false, 'Adam 4': null, descent: null })).toEqual({
    verdict: 'does not hold',
    condition: 'for Adam at k = 1 and 2; undecided for Adam at k = 4 and descent',
  });
});

it('says of which case it is not, where others are undecided', () => {
  expect(conditionOf({ LoRA: false, 'LoRA+': null, DoRA: true }).condition).toBe(
    'it is DoRA; not for LoRA; undecided for LoRA+',
  );
});

it('gives a condition only where cases differ', () => {
  const both = (holds: boolean | undefined, names: readonly CaseName[] = ['a', ['b at', '1']]) =>
    decide(
      names,
      () => holds,
      (name) => name,
      'it is',
    );
  expect([both(true), both(false), both(undefined)]).toEqual([
    { verdict: 'holds' },
    { verdict: 'does not hold' },
    { verdict: 'undecided' },
  ]);
});
