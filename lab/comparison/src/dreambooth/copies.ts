import { isDeepStrictEqual } from 'node:util';
import { groupBy } from '@singlora/reporting/text';
import { copiesIn } from '../copies.ts';
import type { DreamBoothConfig } from '../settings-in-words.ts';
import type { DreamBoothRun } from './run.ts';
import { pictureVariantConfig } from './variant.ts';

/** Two scores of one picture that are this near are equal: files round them. */
const nearest = 1e-4;
/** Two runs that share more than this part of their pictures' scores, and are trained otherwise, count as copies. */
const copied = 0.5;
/** Fewer pictures may score alike by chance. */
const fewestPictures = 10;

/** The settings that say what was trained, without the purpose, the search and how it was drawn. */
const trainingOf = ({ seed, model, ...config }: DreamBoothConfig) => ({
  seed,
  model,
  ...pictureVariantConfig({ seed, model, ...config }),
});

/** Runs of a subject that drew as another one did, though they differ in method, seed or training: each with that other. */
export function picturesAlike(
  runs: readonly DreamBoothRun[],
): ReadonlyMap<DreamBoothRun, DreamBoothRun> {
  const drawn = runs.filter(({ fidelities }) => fidelities.length >= fewestPictures);
  const alike = groupBy(drawn, ({ config: { subject }, fidelities: { length } }) => [
    subject,
    length,
  ]).flatMap((own) => [
    ...copiesIn(own, (one, other) => areAlike(one, other) && !isRepeat(one, other)),
  ]);
  return new Map(alike);
}

const isRepeat = (one: DreamBoothRun, other: DreamBoothRun) =>
  isDeepStrictEqual(trainingOf(one.config), trainingOf(other.config));

function areAlike({ fidelities }: DreamBoothRun, { fidelities: others }: DreamBoothRun): boolean {
  const same = fidelities.filter((one, at) => Math.abs(one - (others[at] ?? NaN)) <= nearest);
  return same.length > copied * fidelities.length;
}
