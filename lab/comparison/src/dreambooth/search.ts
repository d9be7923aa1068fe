import { dreamBoothNumber } from '@singlora/records';
import { omit, pick } from '@singlora/reporting/text';
import { searchesOf, type RateSearch, type Trials } from '../search.ts';
import type { DreamBoothConfig } from '../settings-in-words.ts';
import type { DreamBoothRun } from './run.ts';
import { clustered, pictureVariantConfig, type DreamBoothVariant } from './variant.ts';

/** The settings that a trial must share with the results that it serves. */
const shared: readonly (keyof DreamBoothConfig)[] = [
  ...(['preset', 'model', 'data', 'identifier', 'resolution', 'encoder', 'method'] as const),
  'precision',
];

const pictureTrials: Trials<DreamBoothRun> = {
  rateOf: ({ config }) => config.training?.learningRate,
  // A trial may train for fewer steps and draw fewer pictures.
  served: ({ config }) => ({
    ...pick(config, shared),
    adapter: config.adapter,
    training: omit(pictureVariantConfig({ ...config, adapter: null }), [
      ...['learningRate', 'steps', 'method'],
    ]),
  }),
  recordOf: ({ record }) => record,
  placeOf: ({ config: { subject, seed } }) => [subject, seed],
  hasScore: ({ scored }) => scored,
  diverged: ({ diverged }) => diverged,
  problemOf: ({ config: trial }, { config: { search, subject } }) => {
    if (!search) return undefined;
    if (!search.seeds.includes(trial.seed) || !search.subjects.includes(trial.subject))
      return `its trials have ${trial.subject} with seed ${trial.seed}, which its search does not name`;
    return search.subjects.includes(subject)
      ? 'its trials are of the subjects of its results'
      : undefined;
  },
  wanted: ({ config: { search } }) =>
    search
      ? { rates: search.rates, trials: search.seeds.length * search.subjects.length }
      : undefined,
  lengthOf: ({ config, record }) => [
    config.training?.steps,
    record.summary[dreamBoothNumber.pictures('fidelity')],
  ],
  scoreOf: (runs) =>
    clustered({ runs }, dreamBoothNumber.mean('fidelity'))?.estimate ?? { mean: NaN },
};

/** The searches behind a setting's results, within the same experiment. */
export const pictureSearches = (
  variants: readonly DreamBoothVariant[],
  experiment: string | undefined,
  trials: readonly DreamBoothRun[],
): RateSearch<DreamBoothVariant>[] =>
  searchesOf(
    variants,
    trials.filter(({ record }) => record.experiment === experiment),
    pictureTrials,
  );
