import { familyOrder, familyTitle, optimiserOrder, optimiserTitle } from '@singlora/records';
import { methodOrder, methodTitle, sortedBy } from '@singlora/reporting';
import { powerText } from '@singlora/statistics';
import type { CheckRun } from '../../report/view.ts';
import { spanText } from '../../report/words.ts';
import { wholeTraining, type record } from '../record.ts';

export type CoordinateRun = CheckRun<typeof record>;

export const isWhole = ({ config }: CoordinateRun) => config.method === wholeTraining;

/** "SingLoRA, Adam, η ∝ n^−1/2". */
export function trainingText({ config }: CoordinateRun) {
  const { method, optimiser, rateExponent, rankExponent, weightDecay } = config;
  const what = method === wholeTraining ? 'every layer whole' : methodTitle(method);
  const rate = rateExponent === 0 ? 'one η' : `η ∝ ${powerText(rateExponent)}`;
  const growing = rankExponent === 1 ? 'n' : powerText(rankExponent);
  const rank = rankExponent === 0 ? '' : `, r ∝ ${growing}`;
  const decay = optimiser === 'adamw' && weightDecay !== undefined ? ` (decay ${weightDecay})` : '';
  return `${what}, ${optimiserTitle(optimiser)}${decay}, ${rate}${rank}`;
}

export const modelText = ({ config }: CoordinateRun) => familyTitle(config.family);

const units = { width: 'width', depth: 'depth', batch: 'batch size' } as const;

/** "5 widths from 64 to 1,024, 10 seeds, 10 steps". */
export const coordinateDataText = ({ config }: CoordinateRun) =>
  spanText(config, units[config.grows]);

/** The runs in the display order of families, methods and optimisers. */
export const inOrder = (runs: readonly CoordinateRun[]): CoordinateRun[] =>
  sortedBy(runs, ({ config: { family, method, optimiser } }) => [
    familyOrder(family),
    methodOrder(method),
    optimiserOrder(optimiser),
  ]);
