import { beforeAll, expect, it } from 'vitest';
import { glueRuns, type RecordedRun } from '@singlora/comparison';
import {
  adapter,
  adapterOf,
  beside,
  config,
  eachOf,
  ofEverySuite,
  otherCommit,
  summary,
  without,
  type Doctor,
  type Own,
} from '../../lab/comparison/src/doctor.test.support.ts';
import { committedRuns } from '../../lab/comparison/src/reference.test.support.ts';
import { measuredOf } from './measured.ts';
import type { Ablation } from './ablation.ts';
import initFan from './init-fan.ablation.ts';
import ramp from './ramp.ablation.ts';

/**
 * Ablations' records that contradict themselves or each other, each made by one change to the committed ones. None may
 * decide anything. As committed, the ramp's length makes no difference, and the fan of A's start makes one.
 */
let recorded: readonly RecordedRun[];

beforeAll(async () => {
  const { runs, close } = await committedRuns('ablations.jsonl.br');
  recorded = runs.filter(({ record }) => ['ramp', 'init-fan'].includes(record.experiment));
  return close;
});

/** The verdict of an ablation. */
function verdictOf(ablation: Ablation, all: readonly RecordedRun[]) {
  const own = all.filter(({ record }) => record.experiment === ablation.name);
  const [setting] = measuredOf(ablation, glueRuns(own).runs, 1).settings;
  return setting && ablation.judge(setting)?.verdict;
}

/** Whether a run is a reference of the claims: a ramp of 1 %, or a fan of the width. */
const isReference = (own: Own) => {
  const { ramp: length, init } = adapterOf(own);
  return JSON.stringify(length) === '{"fraction":0.01}' && JSON.stringify(init).includes('width');
};
const isTrial = ({ config: own }: Own) => own['purpose'] === 'trial';
const isResult = (own: Own) => !isTrial(own) && isReference(own);
const isOwnTrial = (own: Own) => isTrial(own) && isReference(own);
const isLowTrial = (own: Own) => isOwnTrial(own) && own.config['learningRate'] === 3e-4;
const isFirst = ({ config: own }: Own) => own['seed'] === 0;
const each = eachOf(isResult);
const score = 'validation_matched/accuracy';
const higher = summary(({ [score]: own = 0 }) => ({ [score]: own + 0.2 }));

it('decide as committed', () => {
  expect(verdictOf(ramp, recorded)).toBe('holds');
  expect(verdictOf(initFan, each(() => ({}))(recorded))).toBe('does not hold');
});

it.each<[string, Doctor, unknown?]>([
  ...ofEverySuite(each),
  // The record against itself.
  ['scores that its predictions do not have', each(higher)],
  ['fewer trained rows', each(summary(() => ({ trainRows: 5000 })))],
  [
    'twice the parameters',
    each(summary(({ adapterParameters = 0 }) => ({ adapterParameters: 2 * adapterParameters }))),
  ],
  ['two results of one identity', beside(isResult, higher)],
  // What may be compared.
  ['four seeds', without((own) => !isTrial(own) && isFirst(own))],
  ['another dropout', each(config({ dropout: 0.1 }))],
  ['another schedule', each(config({ schedule: 'constant' }))],
  ['another clipping', each(config({ maxGradNorm: 10 }))],
  ['a larger scale', each(adapter({ lora_alpha: 16 }))],
  // The search.
  ['no trials', without(isTrial)],
  ['one trial less of one side', without((own) => isLowTrial(own) && isFirst(own))],
  ['a rate that one side alone did not try', without(isLowTrial)],
  ['trials by other code', each(otherCommit, isOwnTrial)],
  [
    'shorter trials of one side',
    each(
      summary(({ steps = 0 }) => ({ trainRows: 1000, steps: steps / 2 })),
      isOwnTrial,
    ),
  ],
  [
    'a rate that is not the best',
    each(
      summary(() => ({ 'holdout/accuracy': 0.99 })),
      isLowTrial,
    ),
  ],
])('decide nothing: %s', (_, doctor) => {
  const own = recorded.filter(({ record }) => record.experiment === initFan.name);
  expect([undefined, 'undecided']).toContain(verdictOf(initFan, doctor(own)));
});
