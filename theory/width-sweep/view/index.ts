import { capital, markup, pageOnly, tableHtml } from '@singlora/reporting';
import { atAllSteps } from '@singlora/scaling/verdicts';
import { detailed, headed } from '../../report/parts.ts';
import { verdictKey } from '../../report/verdict.ts';
import { slopeText } from '../../report/words.ts';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { agreementChartOf, agreementText } from './agreement.ts';
import { axesView } from './axes.ts';
import { claims } from './claims.ts';
import { exceptionTable } from './exceptions.ts';
import { sweepFindings } from './findings.ts';
import { headlineOf } from './headline.ts';
import { judged } from './judged.ts';
import { phaseCharts } from './phase.ts';
import { isUsual, subjectsOf, type Subject, type SweepRun } from './subject.ts';
import { slopeTable, stableTable } from './table.ts';
import { claimedRate, toyRuns } from './toy.ts';
import { weightStartsView } from './weight-starts.ts';

const view: CheckView<SweepRun> = {
  record,
  judged,
  place: 2,
  short: 'Phase diagrams',
  title: 'Phase diagrams: what the change of the output does',
  intro: markup`<p>One adapter after another trains at growing widths n, at rates η ∝ n<sup>c</sup> for several exponents c, and, where its start is a choice, from entries of order n<sup>γ</sup> for several γ. At every step the change Δf of the adapter’s output is measured on the batch, with its parts: for an update P Qᵀ these are δ₁ = ΔP (Qᵀx), δ₂ = P (ΔQᵀx) and δ₃ = ΔP (ΔQᵀx). All rates agree at the smallest width. The prediction is that of <a href="#exponents">the exponents</a>, worked out without a number.</p>
`,
  claims,
  findings: sweepFindings,
  headline: headlineOf,
  lead: (runs) => [
    pageOnly(markup`<p>Filled and marked: what was measured. Ring: what was predicted; where the two disagree, the predicted mark stands in the corner. Hollow: Δf keeps its size, and the loss is not below the frozen model’s. Verdicts are on the steps measured; the tables have what holds of other numbers. Columns: the rate exponent c, η ∝ n<sup>c</sup>; one with a gap is a c that the derivation singles out for the methods that have a cell there, as −1/3 for SymLoRA from Λ = 0${singledOut(runs)}.</p>
${verdictKey()}`),
    mainOf(subjectsOf(runs)).flatMap((subject) => phaseCharts(subject).slice(-1)),
  ],
  body(runs) {
    const subjects = subjectsOf(runs);
    const main = mainOf(subjects);
    const rest = subjects.filter((subject) => !main.includes(subject));
    const what = new Set(rest.map(({ title }) => capital(title)));
    return [
      headed('From other starts', [main.flatMap((subject) => phaseCharts(subject).slice(0, -1))]),
      detailed(`Other models, optimisers and ramps (${what.size})`, [rest.flatMap(phaseCharts)]),
      detailed('The stable rates, run by run', [stableTable(subjects)]),
      headed(
        markup`What Δf is made of at η ∝ n<sup>−1/2</sup>`,
        [
          markup`<p>Two methods may change their outputs alike and yet differ in how: LoRA+ calls learning efficient where δ₁ and δ₂ are both Θ(1), so that both factors take part, and the inner feature Qᵀx stays Θ(1).</p>`,
          ...main.map(partsOf).filter(({ rows }) => rows.length > 0),
        ],
        'parts',
      ),
      headed(
        'Measured against predicted',
        [agreementText(runs), main.flatMap((subject) => agreementChartOf(subject) ?? [])],
        'agreement',
      ),
      detailed('Exponents that are not as predicted, and why', [exceptionTable(subjects)]),
      detailed(
        'Every slope, cell by cell',
        subjects.map((subject) => tableHtml(slopeTable(subject))),
      ),
    ];
  },
};

export default [view, weightStartsView, axesView];

/** The family with all experiments, without a ramp, under the two main optimisers. */
const isLead = ({ config: { family, optimiser, ramp } }: Subject) =>
  family === 'linear-toy' && ramp === 0 && ['gd', 'adam'].includes(optimiser);

/** The leading subjects; all where there is none. */
function mainOf(subjects: readonly Subject[]): readonly Subject[] {
  const lead = subjects.filter(isLead);
  return lead.length > 0 ? lead : subjects;
}

/** The words on Δf's growth at SymLoRA's −1/3 under Adam, where Θ(1) is predicted, over the wider half of the widths. */
function singledOut(runs: readonly SweepRun[]): string {
  const [found] = toyRuns(runs, { method: 'symlora' })
    .filter(({ config }) => config.optimiser === 'adam')
    .flatMap(({ result }) => result.cells)
    .filter((cell) => Math.abs(cell.rateExponent + 1 / 3) < 1e-3)
    .flatMap(atAllSteps);
  return found ? `, where Δf measures a slope of ${slopeText(found.fit)} and not 0` : '';
}

const partsOf = (subject: Subject) =>
  slopeTable(
    { ...subject, runs: subject.runs.filter(({ config }) => isUsual(config)) },
    claimedRate,
  );
