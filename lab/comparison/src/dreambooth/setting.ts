import { byName, groupBy, omit, pick, sortedBy } from '@singlora/reporting/text';
import {
  baselineMethod,
  dreamBoothBaselines,
  dreamBoothNumber,
  dreamBoothProtocol,
  dreamBoothScores,
  headlineMethod,
  type DreamBoothScoreName,
} from '@singlora/records';
import { unlearnedOf, type Compared } from './compare.ts';
import { pictureSearches } from './search.ts';
import type { DreamBoothConfig } from '../settings-in-words.ts';
import { numberOf, type DreamBoothRun } from './run.ts';
import { usesPaperSetup } from './stand-in.ts';
import { variantsOf } from './variant.ts';

/** Every score, in the order of the tables. */
const scoreNames = Object.keys(dreamBoothScores) as DreamBoothScoreName[];

type Training = NonNullable<DreamBoothConfig['training']>;

/** The settings in which runs of one group may differ. */
const free: readonly (keyof DreamBoothConfig)[] = [
  'purpose',
  'search',
  'subject',
  'className',
  'seed',
  'method',
  'adapter',
  'training',
];

/** The settings of training that all trained runs must share. */
const length: readonly (keyof Training)[] = ['batchSize', 'schedule', 'prior', 'minSnrGamma'];

/** Comparable runs: the same model, data, encoders, drawing, adapted layers, batch and schedule. */
export interface DreamBoothSetting extends Compared {
  readonly experiment: string;
  readonly config: DreamBoothConfig;
  readonly runs: readonly DreamBoothRun[];
  readonly subjects: readonly string[];
  /** The scores that are there, in order. */
  readonly scores: readonly DreamBoothScoreName[];
  /** Whether its scores may stand beside the paper's. */
  readonly comparable: boolean;
}

/**
 * Groups results into settings, the most relevant first: the paper's own model, data and encoders before others; smoke runs last;
 * settings with both methods of the headline before those without; then by subjects, the paper's adapted modules before others, and
 * by runs. Of runs that agree in everything, subject and seed included, the first counts. `trials` are the runs by which the
 * results' rates were searched.
 */
export function dreamBoothSettingsIn(
  runs: readonly DreamBoothRun[],
  trials: readonly DreamBoothRun[] = [],
): DreamBoothSetting[] {
  const groups = groupBy(runs, ({ record, config }) => ({
    experiment: record.experiment,
    shared: omit(config, free),
    models: record.assets.flatMap(({ kind, id, sha256 }) =>
      kind === 'model' ? [{ id, sha256 }] : [],
    ),
  }));
  const settings = groups.flatMap(byTraining).flatMap((group) => settingOf(group, trials));
  return sortedBy(settings, ({ comparable, config, subjects, runs: own }) => [
    Number(!comparable),
    Number(config.preset === 'smoke'),
    Number(![headlineMethod, baselineMethod].every((name) => methods(own).has(name))),
    -subjects.length,
    Number(String(config.adapter?.targets) !== String(dreamBoothProtocol.targets)),
    -own.length,
  ]);
}

const methods = (runs: readonly DreamBoothRun[]) =>
  new Set(runs.map(({ config }) => config.method));

/**
 * Splits runs by adapted layers and by batches: across these, adapters are not compared. The floor,
 * which trains nothing, joins every group, and the fully trained model every set of layers.
 */
function byTraining(group: readonly DreamBoothRun[]): DreamBoothRun[][] {
  const trained = group.filter(({ config }) => config.training !== null);
  const untrained = group.filter(({ config }) => config.training === null);
  const lengths = groupBy(trained, ({ config }) => pick(config.training ?? {}, length));
  if (lengths.length === 0) return [untrained];
  return lengths.flatMap((own) => {
    const whole = [...own.filter(({ config }) => config.adapter === null), ...untrained];
    const adapters = own.filter(({ config }) => config.adapter !== null);
    const layers = groupBy(adapters, ({ config }) => ({ targets: config.adapter?.targets }));
    return layers.length > 0 ? layers.map((some) => [...some, ...whole]) : [whole];
  });
}

function settingOf(runs: readonly DreamBoothRun[], trials: readonly DreamBoothRun[]) {
  const own = variantsOf(runs);
  const searches = pictureSearches(own, runs[0]?.record.experiment, trials);
  const variants = own.map((variant) => ({
    ...variant,
    search: searches.find(({ side }) => side === variant),
  }));
  const scored = variants.flatMap((variant) => variant.runs);
  const first = scored.find(({ config }) => config.training !== null) ?? scored[0];
  if (!first) return [];
  const floor = variants.find(({ method }) => method === dreamBoothBaselines.floor);
  const subjects = new Set(scored.map(({ config }) => config.subject));
  return [
    {
      experiment: first.record.experiment,
      config: first.config,
      variants,
      floor,
      unlearned: unlearnedOf({ variants, floor }),
      runs: scored,
      subjects: [...subjects].sort(byName),
      scores: scoreNames.filter((name) =>
        scored.some(({ record }) => numberOf(record, dreamBoothNumber.mean(name)) !== undefined),
      ),
      comparable: scored.some(usesPaperSetup),
    },
  ];
}

/** The score of following the prompt: the paper's, where it is recorded. */
export const promptScore = ({ scores }: DreamBoothSetting): DreamBoothScoreName | undefined =>
  (['clipText', 'scene'] as const).find((name) => scores.includes(name));
