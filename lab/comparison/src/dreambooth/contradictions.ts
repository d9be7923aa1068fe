import {
  dreamBoothBaselines,
  dreamBoothFiles,
  dreamBoothNumber,
  dreamBoothScores,
  isDenoiserName,
  knownDenoiser,
  projectionsOf,
  scoredPicture,
  type DreamBoothScoreName,
} from '@singlora/records';
import { mean } from '@singlora/statistics';
import { recordedBytes, type RunRecord } from '@singlora/tracking';
import type { z } from 'zod';
import { differs, isDiverged, ownProblem, scoreless, wholeButDiverged } from '../record-problem.ts';
import { parameterCount } from '../parameter-count.ts';
import { hashesOf } from '../recorded-run.ts';
import { firstReason, type ReservationCheck } from '../reservation.ts';
import type { DreamBoothConfig } from '../settings-in-words.ts';

type ScoredPicture = z.infer<typeof scoredPicture>;

export interface FinishedPictures {
  readonly record: RunRecord;
  readonly config: DreamBoothConfig;
  /** The pictures that it drew, with their scores; undefined where their file cannot be read. */
  readonly pictures: readonly ScoredPicture[] | undefined;
}

/** The checks that a run's record must pass before it counts in any comparison. */
const checks: readonly ReservationCheck<FinishedPictures>[] = [
  ({ record }) => ownProblem(record),
  ({ record }) => wholeButDiverged(record, (name) => name === dreamBoothFiles.scores),
  ({ record }) => scoreless(record.summary[dreamBoothNumber.mean('fidelity')], record),
  ({ record: { summary }, config: { training } }) =>
    isDiverged(summary) ? undefined : differs('steps', summary['steps'], training?.steps ?? 0),
  ({ record, config: { model } }) =>
    isDenoiserName(model) && denoiserOf(record)?.id !== model
      ? `its weights are not those of ${model}`
      : undefined,
  parametersProblem,
  picturesProblem,
];

/** The contradiction within a finished run's record, in words; undefined where there is none. */
export const pictureContradiction = (run: FinishedPictures): string | undefined =>
  firstReason(run, checks);

/** The text-to-image model with its hashes: the first of a run's models. */
export const denoiserOf = (record: Pick<RunRecord, 'assets'>) =>
  knownDenoiser(hashesOf(record, 'model'));

/** Reports parameter counts on a known model that differ from those of the method and the model. */
function parametersProblem({ record, config }: FinishedPictures): string | undefined {
  const denoiser = denoiserOf(record);
  if (!denoiser) return undefined;
  const { method, adapter } = config;
  const { summary } = record;
  const projections =
    Array.isArray(adapter?.targets) && projectionsOf(denoiser, adapter.targets as string[]);
  const { floor, full } = dreamBoothBaselines;
  const trained = projections
    ? adapter && parameterCount(method, { projections }, adapter.rank)
    : { [floor]: 0, [full]: denoiser.parameters }[method];
  return (
    (trained == null
      ? undefined
      : differs('trained parameters', summary['trainableParameters'], trained)) ??
    differs('parameters of the model', summary['totalParameters'], denoiser.parameters)
  );
}

/** The tolerance between the mean of the file's scores and the recorded mean: the file rounds each score. */
const rounding = 1e-4;

/** Reports a run whose scores are not those of the pictures that it drew. */
function picturesProblem({
  record: { summary, artifacts },
  pictures,
}: FinishedPictures): string | undefined {
  if (isDiverged(summary)) return undefined;
  if (!artifacts.some(({ name }) => name === dreamBoothFiles.scores))
    return 'it keeps no scores of its pictures';
  if (!pictures) return 'the scores of its pictures cannot be read';
  const ofAll = (of: ScoredPicture['of'], score: DreamBoothScoreName) => {
    const own = pictures.filter((picture) => picture.of === of);
    const recorded = summary[dreamBoothNumber.mean(score)];
    const values = own.flatMap((picture) => picture[score] ?? []);
    if (recorded === undefined || values.length < own.length || own.length === 0) return undefined;
    const n = summary[dreamBoothNumber.pictures(score)];
    return Math.abs(mean(values) - recorded) <= rounding && n === values.length
      ? undefined
      : 'its scores are not those of its pictures';
  };
  const names = Object.keys(dreamBoothScores) as DreamBoothScoreName[];
  return names
    .map((score) => ofAll(isOfClass(score) ? 'class' : 'subject', score))
    .find((problem) => problem !== undefined);
}

const isOfClass = (score: DreamBoothScoreName) => score === 'prior' || score === 'diversity';

/** A run's scores of each picture, as recorded; undefined where the file is missing or damaged. */
export function picturesOf({
  artifacts,
}: Pick<RunRecord, 'artifacts'>): FinishedPictures['pictures'] {
  const file = artifacts.find(({ name }) => name === dreamBoothFiles.scores);
  if (!file) return undefined;
  try {
    const lines = recordedBytes(file).toString('utf8').split('\n').filter(Boolean);
    return lines.map((line) => scoredPicture.parse(JSON.parse(line)));
  } catch {
    return undefined; // the page names the file and what is wrong with it
  }
}
