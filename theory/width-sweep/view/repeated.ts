import { format } from '@singlora/reporting';
import { exponentText } from '@singlora/statistics';
import { slopeText, widthsText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import cells from './repeated.json' with { type: 'json' };
import type { SweepRun } from './subject.ts';

/** A case of the sweep: a run's settings and one of its rates. */
export interface Case {
  readonly config: Pick<SweepRun['config'], 'family' | 'method' | 'optimiser'>;
  readonly cell: Pick<SweepCell, 'rateExponent' | 'first'>;
}

const again = ({ config: { family, method, optimiser }, cell: { rateExponent } }: Case) =>
  cells.find(
    (one) =>
      one.family === family &&
      one.method === method &&
      one.optimiser === optimiser &&
      one.rateExponent === rateExponent,
  );

const fitText = (fit: (typeof cells)[number]['slopes'][number]) =>
  `${slopeText(fit)} over ${widthsText(fit.widths)}, ${format.plural(fit.seeds, 'seed')}`;

/** NumPy's first steps of cases that differ from the derivation, also at larger widths (tools/reference/residual_mup.py). */
export function repeatedText(cases: readonly Case[]): string {
  const found = cases.flatMap((one) => {
    const [same, wider] = again(one)?.slopes ?? [];
    const { rateExponent, first } = one.cell;
    if (!same || !wider || !first) return [];
    const derived = first.predicted;
    const isDerived = wider.low <= derived && wider.high >= derived;
    return `at c = ${exponentText(rateExponent)} it is ${fitText(same)}, and ${fitText(wider)}, where ${exponentText(derived)} is derived: ${isDerived ? 'as derived at the wider ones' : 'not as derived at the wider ones either'}`;
  });
  if (cases.length === 0) return '';
  if (found.length < cases.length) return ' What is not as derived was not repeated in NumPy yet.';
  return ` Repeated in NumPy with weights of its own, the slope of the first step is as follows: ${found.join('; ')}.`;
}
