import { atAllSteps, atFirstStep } from '@singlora/scaling/verdicts';
import { column, format, numbers, stacked, table, type Table } from '@singlora/reporting';
import { agreementOf, exponentText, type PredictedExponent } from '@singlora/statistics';
import { rangeText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import { isBounded } from './agreement.ts';
import { predictedText, sweptStartText, type SweepSubject } from './subject.ts';

/** Every exponent that differs from its prediction, at the first step or over all steps where Δf is bounded, with the reason. */
export function exceptionTable(subjects: readonly SweepSubject[]): Table {
  const rows = subjects.flatMap(({ title, runs }) =>
    runs.flatMap(({ config, result }) =>
      result.cells.flatMap((cell) => {
        const row = { title, start: sweptStartText(config), cell, method: config.method };
        const all = isBounded(cell) ? atAllSteps(cell) : [];
        return [
          ...atFirstStep(cell).map((compared) => ({ ...row, when: 'the first', compared })),
          ...all.map((compared) => ({ ...row, when: 'all', compared })),
        ];
      }),
    ),
  );
  const differing = rows.filter(
    ({ compared: { fit, predicted } }) => agreementOf(fit, predicted) === 'differs',
  );
  return table(
    'Exponents of Δf that are not as predicted: at the first step, and of the largest of all steps at rates at which it is bounded.',
    differing,
    [
      column('Method and start', ({ start }) => start),
      column('Model and optimiser', ({ title }) => title),
      numbers('c', ({ cell }) => exponentText(cell.rateExponent)),
      column('Steps', ({ when }) => when),
      stacked(
        numbers('Slope', ({ compared: { fit } }) => ({
          text: format.fixed(fit.slope),
          detail: rangeText(fit),
        })),
      ),
      numbers('Predicted', ({ compared }) => predictedText(compared.predicted)),
      column('Why', ({ method, cell, when, compared }) =>
        when === 'all'
          ? reasonOf(method, cell, compared)
          : 'its parts change places among these widths, or chance',
      ),
    ],
  );
}

function reasonOf(method: string, cell: SweepCell, { fit, predicted }: PredictedExponent): string {
  if (method === 'symlora' && cell.later?.logTime === false && fit.slope < predicted)
    return 'the term of n^(2c + 1/2), one order less in the rate, leads at these widths';
  if (cell.later?.logTime) return 'so many steps are as many as log n here, when it is Θ(1)';
  if (fit.slope < predicted) return 'higher orders in the rate add to it at the narrow end';
  return 'not known';
}
