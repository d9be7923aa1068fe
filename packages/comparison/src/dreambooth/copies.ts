import { isDeepStrictEqual } from 'node:util';
import { groupBy } from '@singlora/reporting/text';
import type { DreamBoothConfig } from '../settings-in-words.ts';
import type { DreamBoothRun } from './run.ts';
import { variantConfig } from './variant.ts';

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
  ...variantConfig({ seed, model, ...config }),
});

/** Runs of a subject that drew as another one did, though they differ in method, seed or training: each with that other. */
export function picturesAlike(
  runs: readonly DreamBoothRun[],
): ReadonlyMap<DreamBoothRun, DreamBoothRun> {
  const copies = new Map<DreamBoothRun, DreamBoothRun>();
  const drawn = runs.filter(({ fidelities }) => fidelities.length >= fewestPictures);
  for (const own of groupBy(drawn, ({ config, fidelities: { length } }) => [
    config.subject,
    length,
  ]))
    for (const [at, one] of own.entries())
      for (const other of own.slice(at + 1)) {
        if (!areAlike(one, other) || isDeepStrictEqual(...pairOf(one, other))) continue;
        if (!copies.has(one)) copies.set(one, other);
        if (!copies.has(other)) copies.set(other, one);
      }
  return copies;
}

const pairOf = (one: DreamBoothRun, other: DreamBoothRun) =>
  [trainingOf(one.config), trainingOf(other.config)] as const;

function areAlike({ fidelities }: DreamBoothRun, { fidelities: others }: DreamBoothRun): boolean {
  const same = fidelities.filter((one, at) => Math.abs(one - (others[at] ?? NaN)) <= nearest);
  return same.length > copied * fidelities.length;
}
