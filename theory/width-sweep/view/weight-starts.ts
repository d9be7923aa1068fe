import { capital, format, groupBy, markup, powers, sentence, tableHtml } from '@singlora/reporting';
import type { CheckView } from '../../report/view.ts';
import { record, weightStartsPreset } from '../record.ts';
import { agreementText } from './agreement.ts';
import { exceptionTable } from './exceptions.ts';
import { judged } from './judged.ts';
import { basisText, ratesText, startText, subjectsOf, type SweepRun } from './subject.ts';
import { slopeTable, stableTable } from './table.ts';
import { openText, stableCells, titleOf } from './toy.ts';

/** The section of starts from the frozen weight. */
export const weightStartsView: CheckView<SweepRun> = {
  id: weightStartsPreset,
  record,
  judged,
  presets: [weightStartsPreset],
  place: 2.2,
  short: 'Starts from the weight',
  title: 'Starts from the frozen weight: PiSSA, OLoRA and SingLoRA’s counterpart',
  intro: markup`<p>PiSSA and OLoRA start LoRA’s factors from the frozen weight: from the part of its r largest singular values, or the first part of its QR decomposition, which is taken off the weight. SingLoRA’s nearest counterpart is the A for which A Aᵀ is nearest to PiSSA’s part. In the toy the weight has random entries N(0, 1/n): its largest singular values tend to 2, and all factors start with entries of order n<sup>−1/2</sup>. They depend on the weight, but input and target do not, so <a href="#exponents">the exponents</a> are derived as for random factors; a pretrained weight, whose largest singular values may grow with the width, is another matter. Predicted are SingLoRA’s exponents for both methods.</p>
`,
  lead: (runs) => [
    markup`<p><strong>${powers(findingOf(runs))}</strong></p>`,
    stableTable(subjectsOf(runs)),
  ],
  body: (runs) => [
    agreementText(runs),
    exceptionTable(subjectsOf(runs)),
    ...subjectsOf(runs).map((subject) => tableHtml(slopeTable(subject))),
  ],
};

/** "Of the rates tried, Δf is stable under Adam at c = −1/2 from each of 3 starts, …", with what the records leave open. */
export function findingOf(runs: readonly SweepRun[]): string {
  const each = groupBy(runs, titleOf).map((own) => {
    const alike = groupBy(own, whereText);
    const where = alike.map((same) => {
      const from =
        same.length < own.length || own.length === 1
          ? `for ${format.listing(same.map(({ config }) => startText(config)))}`
          : `from each of ${format.count(own.length)} starts`;
      return `at ${whereText(same[0] as SweepRun)} ${from}`;
    });
    return `under ${titleOf(own[0] as SweepRun)} ${where.join(', ')}`;
  });
  return `Of the rates tried, Δf is stable ${sentence(each)} ${capital(basisText(runs))}.`;
}

/** "c = −1/2", "no c (undecided at c = −1)". */
function whereText(run: SweepRun): string {
  const stable = stableCells(run);
  return `${stable.length > 0 ? `c = ${ratesText(stable)}` : 'no c'}${openText(run)}`;
}
