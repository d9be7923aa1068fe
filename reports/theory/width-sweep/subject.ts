import { groupBy } from '@singlora/reporting';
import { methodOrder, methodTitle } from '../../methods.ts';
import { optimiserOrder, optimiserTitle } from '../../optimisers.ts';
import { familyOrder, familyTitle } from '../family.ts';
import type { CheckRun } from '../read.ts';
import { capital, powerText } from '../words.ts';
import type { SweepConfig } from './record.ts';

export type SweepRun = CheckRun<'width-sweep'>;

/** Runs that differ in method and start only: what one table and its diagrams are about. */
export interface Subject {
  /** "The paper's linear toy, Adam, ramp over 3 steps". */
  readonly title: string;
  readonly config: SweepConfig;
  /** Methods in their usual order, each by the exponent of its start. */
  readonly runs: readonly SweepRun[];
}

/** The subjects, first those of the first family without a ramp. */
export function subjectsOf(runs: readonly SweepRun[]): Subject[] {
  const sorted = [...runs].sort((a, b) => compare(placeOf(a.config), placeOf(b.config)));
  const groups = groupBy(sorted, ({ config: { method: _, initExponent: __, ...rest } }) => rest);
  return groups.flatMap((group) => {
    const [first] = group;
    return first ? [{ title: titleOf(first.config), config: first.config, runs: group }] : [];
  });
}

/** How runs are ordered, most important first. */
const placeOf = ({ family, optimiser, method, initExponent, ramp }: SweepConfig) => [
  familyOrder(family),
  ramp,
  optimiserOrder(optimiser),
  methodOrder(method),
  initExponent ?? -Infinity,
];

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, i) => value !== b[i]);
  return index < 0 ? 0 : Number((a[index] ?? 0) > (b[index] ?? 0)) * 2 - 1;
}

function titleOf({ family, optimiser, ramp }: SweepConfig): string {
  const ramped = ramp > 0 ? `, ramp over ${ramp} steps` : '';
  return `${capital(familyTitle(family))}, ${optimiserTitle(optimiser)}${ramped}`;
}

/** "SingLoRA from n^−1/2", or the method alone where its start is its own. */
export function startText({ method, initExponent }: SweepConfig): string {
  const from = initExponent === null ? '' : ` from ${powerText(initExponent)}`;
  return `${methodTitle(method)}${from}`;
}
