import { glueBasis, type GlueSetting, shortModel } from '@singlora/comparison';
import { type Chart, type Claim, format } from '@singlora/reporting';
import type { Ablation } from '../ablations/ablation.ts';
import { commandOf, type MeasuredAblation } from '../ablations/measured.ts';
import type { PrintedCell } from './cell.ts';

/** A figure of the paper, as far as its numbers are known, with ours on the same axes. */
export interface FigureShown {
  readonly source: string;
  readonly of: string;
  readonly cells: readonly PrintedCell[];
  readonly found: Claim['found'] | undefined;
  /** The command that reproduces it at the paper's scale, or as `says` describes. */
  readonly command: string;
  readonly says?: string;
  readonly charts: readonly (Chart | undefined)[];
  /** Notes on the source of the paper's numbers, and on what it leaves open. */
  readonly notes: readonly string[];
}

/** The setting that decides an ablation's claim, with the finding. */
export function leadingOf({ name }: Ablation, all: readonly MeasuredAblation[]) {
  const own = all.find(({ ablation }) => ablation.name === name);
  const command = `${commandOf({ name })} --preset=paper`;
  return { setting: own?.judged, found: own?.claim.found, command };
}

/** The facts behind a number of ours from one setting. */
export const resting = (setting: GlueSetting, about: Ablation['about'], seeds: number) => ({
  model: shortModel(setting.model),
  on: glueBasis([setting], about),
  rows: `${format.count(setting.trainRows)} trained, ${format.count(setting.evalRows)} scored`,
  seeds: format.count(seeds),
  error: undefined,
  command: setting.runs[0]?.record.command ?? '',
});
