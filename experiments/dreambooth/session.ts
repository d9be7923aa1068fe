import { smallModel } from '@singlora/dreambooth';
import {
  dreamBoothNumber,
  dreamBoothScores,
  type DreamBoothRunConfig,
  type DreamBoothScoreName,
} from '@singlora/records';
import type { Context, Session } from '@singlora/runner';
import { startBackend, type Backend } from '@singlora/runtime';
import { finding } from '../training/finding.ts';
import { candidatesOf } from './candidates.ts';
import { runDreamBooth } from './run.ts';
import type { DreamBoothSettings } from './settings.ts';
import type { KnownSubject } from './known-subject.ts';
import { openStudio } from './studio.ts';

/** Starts the backend; the small model's operations are too small to split over threads. */
export const startForPictures = (
  { model }: Pick<DreamBoothSettings, 'model'>,
  { env, log }: Pick<Context, 'env' | 'log'>,
): Promise<Backend> =>
  startBackend({ env, warn: log, ...(model === smallModel && { threadsPerOperation: 1 }) });

/** Starts the backend, finds the model, the subjects and the scoring models, and reports them. */
export async function openDreamBoothSession(
  settings: DreamBoothSettings,
  context: Context,
): Promise<Session<DreamBoothRunConfig>> {
  const { log } = context;
  const backend = await startForPictures(settings, context);
  const { results, trials } = candidatesOf(settings);
  const studio = await openStudio(settings, [...results, ...trials], finding(context));
  log(`Backend   ${backend.description}`);
  for (const { kind, id, origin } of studio.assets) log(`${kind.padEnd(8)}  ${id} (${origin})`);
  log(`subjects  ${[...studio.subjects.keys()].join(', ')}`);
  const knownOf = ({ subject }: DreamBoothRunConfig) =>
    studio.subjects.get(subject) as KnownSubject;
  return {
    backend: backend.description,
    assets: studio.assets,
    assetsOf: ({ config }) => [
      ...knownOf(config).assets,
      ...(config.training?.prior ? studio.classAssets : []),
    ],
    run: ({ config }, run, context) =>
      runDreamBooth({ studio, known: knownOf(config), config, run, context }),
    stepsOf: ({ config }) => config.training?.steps ?? 0,
    describe,
  };
}

const described: readonly DreamBoothScoreName[] = [
  'fidelity',
  'clipText',
  'colours',
  'scene',
  'face',
  'prior',
];

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  if (summary['diverged']) return 'diverged';
  const scores = described.flatMap((name) => {
    const value = summary[dreamBoothNumber.mean(name)];
    const ceiling = summary[dreamBoothNumber.ceiling(name)];
    if (value === undefined) return [];
    const of = ceiling === undefined ? '' : ` (real ${ceiling.toFixed(3)})`;
    return [`${dreamBoothScores[name].title.toLowerCase()} ${value.toFixed(3)}${of}`];
  });
  const { trainSeconds = 0, drawSeconds = 0 } = summary;
  return `${scores.join(', ')}; ${trainSeconds.toFixed(0)} s of training, ${drawSeconds.toFixed(0)} s of drawing`;
}
