import type { Basis, OwnBasis } from '@singlora/reporting/text';

/** Something used in place of the paper's own. */
export interface StandIn {
  readonly badge: string;
  readonly sentence: string;
  /** Whether scores may stand beside the paper's all the same. */
  readonly isSame?: boolean;
}

/** Runs of a few steps. */
export const smokeStandIn: StandIn = {
  badge: 'Smoke',
  sentence: 'A smoke run: a few steps that show that everything works. Its scores mean nothing.',
};

/**
 * What a verdict on a claim of the paper rests on: its own model, data, method and scale where nothing stands in, and nowhere
 * else. `text` names what stands in.
 */
export const basisOf = (standIns: readonly StandIn[], text: string | undefined): Basis =>
  standIns.every(({ isSame }) => isSame)
    ? ({ kind: 'own' } as OwnBasis)
    : { kind: 'stand-in', with: text ?? '' };

/** What was measured "with all-MiniLM-L6-v2: stand-in model", and whether it may stand beside the paper's numbers. */
export const scopeText = (standIn: string | undefined, isComparable: boolean): string | undefined =>
  standIn &&
  `This is measured ${standIn}${isComparable ? '.' : ', and says nothing yet about the paper’s numbers.'}`;
