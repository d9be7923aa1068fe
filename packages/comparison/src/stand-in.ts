/** Something used in place of the paper's own. */
export interface StandIn {
  readonly badge: string;
  readonly sentence: string;
  /** The same inside a sentence on what keeps scores from the paper's: "10,471 of 392,702 training rows". */
  readonly phrase?: string;
}

/** Runs of a few steps. */
export const smokeStandIn: StandIn = {
  badge: 'Smoke',
  sentence: 'A smoke run: a few steps that show that everything works. Its scores mean nothing.',
  phrase: 'these are smoke runs of a few steps',
};
