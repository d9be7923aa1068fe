import { familyOrder, familyTitle, optimiserOrder, optimiserTitle } from '@singlora/records';
import { format, methodOrder, methodTitle } from '@singlora/reporting';
import type { CheckRun } from '../../report/view.ts';
import { powerText, widthsText } from '../../report/words.ts';
import type { record } from '../record.ts';

export type CoordinateRun = CheckRun<typeof record>;

/** The method that trains every linear layer's own weight. */
const whole = 'whole';

export const isWhole = ({ config }: CoordinateRun) => config.method === whole;

/** "SingLoRA, Adam, η ∝ n^−1/2". */
export function trainingText({ config: { method, optimiser, rateExponent } }: CoordinateRun) {
  const what = method === whole ? 'every layer whole' : methodTitle(method);
  const rate = rateExponent === 0 ? 'one η' : `η ∝ ${powerText(rateExponent)}`;
  return `${what}, ${optimiserTitle(optimiser)}, ${rate}`;
}

export const modelText = ({ config }: CoordinateRun) => familyTitle(config.family);

/** "5 widths from 64 to 1,024, 10 seeds". */
export const dataText = ({ config: { widths, seeds } }: CoordinateRun) =>
  `${widthsText(widths)}, ${format.plural(seeds.length, 'seed')}`;

/** By family, method and optimiser, in their usual orders. */
export function inOrder(runs: readonly CoordinateRun[]): CoordinateRun[] {
  const place = ({ config }: CoordinateRun) =>
    1e4 * Math.min(99, familyOrder(config.family)) +
    1e2 * methodOrder(config.method) +
    Math.min(99, optimiserOrder(config.optimiser));
  return [...runs].sort((a, b) => place(a) - place(b));
}
