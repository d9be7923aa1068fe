import { capital, markup, pageOnly } from '@singlora/reporting';
import { detailed, headed } from '../../report/parts.ts';
import { verdictKey } from '../../report/verdict.ts';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { agreementChartOf, agreementTable } from './agreement.ts';
import { sweepAxesView } from './axes.ts';
import { sweepClaims } from './claims.ts';
import { exceptionTable } from './exceptions.ts';
import { sweepFindings } from './findings.ts';
import { judged } from './judged.ts';
import { phaseCharts } from './phase.ts';
import { pictureOf } from './picture.ts';
import { isUsual, sweepSubjects, type SweepSubject, type SweepRun } from './subject.ts';
import { slopeTable, stableTable } from './table.ts';
import { claimedRate } from './toy.ts';
import { weightStartsView } from './weight-starts.ts';

const view: CheckView<SweepRun> = {
  record,
  judged,
  place: 2,
  short: 'Phase diagrams',
  claims: sweepClaims,
  findings: sweepFindings,
  picture: pictureOf,
  lead: (runs) => [
    pageOnly(verdictKey()),
    mainOf(sweepSubjects(runs)).flatMap((subject) => phaseCharts(subject).slice(-1)),
  ],
  body(runs) {
    const subjects = sweepSubjects(runs);
    const main = mainOf(subjects);
    const rest = subjects.filter((subject) => !main.includes(subject));
    const what = new Set(rest.map(({ title }) => capital(title)));
    return [
      headed('From other starts', [main.flatMap((subject) => phaseCharts(subject).slice(0, -1))]),
      detailed(`Other models, optimisers and ramps (${what.size})`, [rest.flatMap(phaseCharts)]),
      detailed('The stable rates, run by run', [stableTable(subjects)]),
      headed(
        markup`What Δf is made of at η ∝ n<sup>−1/2</sup>`,
        main.map(partsOf).filter(({ rows }) => rows.length > 0),
        'parts',
      ),
      headed(
        'Measured against predicted',
        [agreementTable(runs), main.flatMap((subject) => agreementChartOf(subject) ?? [])],
        'agreement',
      ),
      detailed('Exponents that are not as predicted, and why', [exceptionTable(subjects)]),
      detailed(
        'Every slope, cell by cell',
        subjects.map((subject) => slopeTable(subject)),
      ),
    ];
  },
};

export default [view, weightStartsView, sweepAxesView];

/** The family with all experiments, without a ramp, under the two main optimisers. */
const isLead = ({ config: { family, optimiser, ramp } }: SweepSubject) =>
  family === 'linear-toy' && ramp === 0 && ['gd', 'adam'].includes(optimiser);

/** The leading subjects; all where there is none. */
function mainOf(subjects: readonly SweepSubject[]): readonly SweepSubject[] {
  const lead = subjects.filter(isLead);
  return lead.length > 0 ? lead : subjects;
}

const partsOf = (subject: SweepSubject) =>
  slopeTable(
    { ...subject, runs: subject.runs.filter(({ config }) => isUsual(config)) },
    claimedRate,
  );
