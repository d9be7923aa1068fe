import { capital, type Html, markup, sourced, tabledFigures, tableHtml } from '@singlora/reporting';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { verdictKey } from '../../report/verdict.ts';
import { agreementChartOf, agreementText } from './agreement.ts';
import { exceptionTable } from './exceptions.ts';
import { headlineOf } from './headline.ts';
import { phaseCharts } from './phase.ts';
import { slopeTable, stableTable } from './table.ts';
import { claimedRate } from './toy.ts';
import { isUsual, subjectsOf, type Subject, type SweepRun } from './subject.ts';
import { isWeightStarts, weightStartsView } from './weight-starts.ts';

const intro = markup`<p>One adapter after another trains at growing widths n, at rates η ∝ n<sup>c</sup> for several exponents c, and, where its start is a choice, from entries of order n<sup>γ</sup> for several γ. At every step the change Δf of the adapter’s output is measured on the batch, with its parts: for an update P Qᵀ these are δ₁ = ΔP (Qᵀx), δ₂ = P (ΔQᵀx) and δ₃ = ΔP (ΔQᵀx). All rates agree at the smallest width. The prediction is that of <a href="#exponents">the exponents</a>, worked out without a number.</p>
`;

const view: CheckView<SweepRun> = {
  record,
  shows: (config) => !isWeightStarts(config),
  place: 2,
  short: 'Phase diagrams',
  title: 'Phase diagrams: what the change of the output does',
  intro,
  claims,
  headline: headlineOf,
  async lead(runs) {
    const charts = mainOf(runs).flatMap((subject) => phaseCharts(subject).slice(-1));
    return markup`<p>Filled and marked: what was measured. Ring: what was predicted; where the two disagree, the predicted mark stands in the corner. Hollow: Δf keeps its size, and the loss is not below the frozen model’s. Verdicts are on the steps measured; the tables have what holds of other numbers. Columns: the rate exponent c, η ∝ n<sup>c</sup>; one with a gap is a c that the derivation singles out for the methods that have a cell there, as −1/3 for SymLoRA from Λ = 0.</p>
${verdictKey()}
${await tabledFigures(charts)}`;
  },
  async body(runs) {
    const subjects = subjectsOf(runs);
    const main = mainOf(runs);
    const ids = new Set(main.map(({ id }) => id));
    const rest = subjects.filter(({ id }) => !ids.has(id));
    return markup`${await startsOf(main)}
${rest.length > 0 && (await otherFigures(rest))}
<details>
<summary>The stable rates, run by run</summary>
${sourced(stableTable(subjects))}</details>
<h3 id="parts">What Δf is made of at η ∝ n<sup>−1/2</sup></h3>
<p>Two methods may change their outputs alike and yet differ in how: LoRA+ calls learning efficient where δ₁ and δ₂ are both Θ(1), so that both factors take part, and the inner feature Qᵀx stays Θ(1).</p>
${main.map((subject) => partsOf(subject))}
<h3 id="agreement">Measured against predicted</h3>
${agreementText(runs)}
${await tabledFigures(main.flatMap((subject) => agreementChartOf(subject) ?? []))}
<details>
<summary>Exponents that are not as predicted, and why</summary>
${sourced(exceptionTable(subjects))}</details>
<details>
<summary>Every slope, cell by cell</summary>
${subjects.map((subject) => tableHtml(slopeTable(subject)))}</details>`;
  },
};

export default [view, weightStartsView];

/** The family that gets everything, without a ramp, under the two optimisers that everything is tried with. */
const isLead = ({ config: { family, optimiser, ramp } }: Subject) =>
  family === 'linear-toy' && ramp === 0 && ['gd', 'adam'].includes(optimiser);

/** The subjects that lead; all where none does. */
function mainOf(runs: readonly SweepRun[]): readonly Subject[] {
  const subjects = subjectsOf(runs);
  const lead = subjects.filter(isLead);
  return lead.length > 0 ? lead : subjects;
}

/** The diagrams of methods that started in several ways. */
async function startsOf(main: readonly Subject[]): Promise<Html | false> {
  const charts = main.flatMap((subject) => phaseCharts(subject).slice(0, -1));
  return (
    charts.length > 0 &&
    markup`<h3>From other starts</h3>
${await tabledFigures(charts)}`
  );
}

function partsOf(subject: Subject): Html | false {
  const usual = subject.runs.filter(({ config }) => isUsual(config));
  const table = slopeTable({ ...subject, runs: usual }, claimedRate);
  return table.rows.length > 0 && sourced(table);
}

async function otherFigures(subjects: readonly Subject[]): Promise<Html> {
  const charts = subjects.flatMap((subject) => phaseCharts(subject));
  const what = [...new Set(subjects.map(({ title }) => title))].map(capital);
  return markup`<details>
<summary>Other models, optimisers and ramps (${what.length})</summary>
${await tabledFigures(charts)}</details>`;
}
