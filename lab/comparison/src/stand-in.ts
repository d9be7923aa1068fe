import { format, type Basis, type OwnBasis } from '@singlora/reporting/text';
import { uncheckable } from './record-problem.ts';
import type { RecordedRun } from './recorded-run.ts';

/** Something used in place of what the paper used. */
export interface StandIn {
  readonly badge: string;
  readonly sentence: string;
  /** Whether scores are nevertheless comparable to the paper's. */
  readonly isSame?: boolean;
}

/** The stand-in of smoke runs, which take a few steps. */
export const smokeStandIn: StandIn = {
  badge: 'Smoke',
  sentence: 'A smoke run: a few steps that show that everything works. Its scores mean nothing.',
};

/** The stand-in for the precision of frozen weights. */
export const bfloat16StandIn: StandIn = {
  badge: 'bfloat16',
  sentence: 'Products with frozen weights were made in bfloat16, with float32 sums.',
};

/** The mark of runs whose identity cannot be checked; undefined where all can be. */
export function uncheckedIdentity(runs: readonly Pick<RecordedRun, 'record'>[]): StandIn | false {
  const n = uncheckable(runs);
  return (
    n > 0 && {
      badge: 'Identity not checkable',
      sentence: `Whether ${n < runs.length ? `${format.count(n)} of ${format.count(runs.length)}` : 'the'} runs used the code, weights and rows that they name cannot be checked: their records are older than the code’s hash, or name a folder.`,
    }
  );
}

/** The stand-ins of the list that apply. */
export const standInsOf = (all: readonly (StandIn | false)[]): StandIn[] =>
  all.filter((one) => one !== false);

/**
 * The basis of a verdict on a claim of the paper: `own` only where model, data, method and scale are all the paper's;
 * else `text` names the stand-ins.
 */
export const basisOf = (standIns: readonly StandIn[], text: string | undefined): Basis =>
  standIns.every(({ isSame }) => isSame)
    ? ({ kind: 'own' } as OwnBasis)
    : { kind: 'stand-in', with: text ?? '' };
