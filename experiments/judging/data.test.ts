import { judgeRunConfig } from '@singlora/records';
import { areReservedProportions, isReservedLook, splitOf } from '@singlora/pictures';
import { expect, test } from 'vitest';
import experiment from '../train-judge.experiment.ts';
import { judgingData } from './data.ts';

const { presets, plan } = experiment;
const [smoke] = plan({ ...presets['smoke']!, subjects: 120, seeds: [0] }, 'smoke');
const context = { log: () => undefined, signal: new AbortController().signal, env: {} };

test('the judge learns from no held-out subject, and is scored on no other', async () => {
  const { subjects, dev, heldOut } = await judgingData(smoke!.config, 16, context);
  const lookedAt = [...subjects, ...dev].flat();
  expect(lookedAt).toHaveLength(2 * 132);
  for (const { subject } of lookedAt) {
    expect(splitOf(subject)).toBe('train');
    expect([isReservedLook(subject), areReservedProportions(subject.proportions)]).toEqual([
      false,
      false,
    ]);
  }
  for (const { subject } of heldOut.flat()) expect(splitOf(subject)).toBe('held-out');
  const known = new Set(subjects.flat().map(({ subject }) => JSON.stringify(subject)));
  for (const { subject } of dev.flat()) expect(known).not.toContain(JSON.stringify(subject));
});

test.each(Object.keys(presets))('the record of preset %s keeps all of its settings', (preset) => {
  for (const { config } of plan(presets[preset]!, preset))
    expect(judgeRunConfig.parse(config)).toEqual(config);
});
