import { capital, copyable, format, groupBy, markup, powers, sentence } from '@singlora/reporting';
import { familyTitle, optimiserTitle } from '@singlora/records';
import { exponentText } from '@singlora/statistics';
import { headed } from '../../report/parts.ts';
import { methodText } from '../../report/words.ts';
import type { CheckView } from '../../report/view.ts';
import { axisPresets, plannedRuns, record, type AxisPreset, type SweepCell } from '../record.ts';
import { judged } from './judged.ts';
import { repeatedText, type Case } from './repeated.ts';
import { basisText, subjectsOf, type SweepRun } from './subject.ts';
import { slopeTable } from './table.ts';
import { isOfPreset } from './toy.ts';

const titles: Readonly<Record<AxisPreset, string>> = {
  alpha: 'α ∝ n',
  adam: 'Adam’s ε and β₂',
  outputs: 'the ratio of outputs to inputs',
  steps: '5,000 steps',
};

/** The section of other growing or non-default settings, by ../../plan.md. */
export const axesView: CheckView<SweepRun> = {
  id: 'sweep-axes',
  record,
  judged,
  presets: axisPresets,
  together: true,
  place: 4.3,
  short: 'Other axes, derived',
  title: 'Width sweep: alpha, Adam’s ε and β₂, outputs and 5,000 steps',
  intro: markup`<p>What a layer does is derived where alpha grows with the width, where Adam has an ε that counts or a short memory, where outputs are not as many as inputs, and after thousands of steps. SingLoRA and LoRA are measured at the rate at which the change of the output is derived to keep its size, and half a power of n beside it. With α ∝ n SingLoRA’s output starts as n<sup>1/2</sup>, so that it may keep the size of its steps and learn nothing: “hollow” counts as stable. A case is as derived where its verdict is the derived one and the slope of its first step does not differ from the derived one; later slopes may. The plan was fixed before the runs; no claim about the paper rests on them.</p>
`,
  lead(runs) {
    const items = axisPresets.flatMap((preset) => {
      const says = findingOf(preset, ofAxis(runs, preset));
      return says === undefined
        ? []
        : markup`<li><strong>${capital(titles[preset])}</strong>: ${powers(says)}</li>\n`;
    });
    return [items.length > 0 && markup`<ul>\n${items}</ul>`];
  },
  body: (runs) =>
    axisPresets.map((preset) => {
      const own = ofAxis(runs, preset);
      return headed(
        capital(titles[preset]),
        [
          own.length > 0 && copyable(`npx nx run theory:width-sweep --preset=${preset}`),
          ...subjectsOf(own).map((subject) => slopeTable(subject)),
        ],
        `sweep-axis-${preset}`,
      );
    }),
};

const ofAxis = (runs: readonly SweepRun[], preset: AxisPreset) =>
  runs.filter(({ config }) => config.preset === preset);

/** The verdicts that count as another verdict. */
const counted: Partial<Record<SweepCell['verdict'], string>> = {
  hollow: 'stable',
  diverged: 'exploding',
};

/** The plan's rule on a cell. */
export function standingOf(cell: SweepCell): 'as derived' | 'not as derived' | 'undecided' {
  const { verdict, predictedVerdict, agrees, first } = cell;
  if (!agrees || first?.agreement === 'differs') return 'not as derived';
  return (counted[verdict] ?? verdict) === predictedVerdict ? 'as derived' : 'undecided';
}

/** "SingLoRA: all 4 cases as derived; LoRA: 3 of 4 cases as derived, undecided: …"; undefined where no run is as planned. */
export function findingOf(preset: AxisPreset, all: readonly SweepRun[]): string | undefined {
  const runs = all.filter(isOfPreset);
  if (runs.length === 0) return undefined;
  if (runs.length < plannedRuns[preset])
    return `nothing is decided before all ${format.count(plannedRuns[preset])} planned runs are recorded, of which ${format.count(runs.length)} ${runs.length === 1 ? 'is' : 'are'}.`;
  const each = groupBy(runs, ({ config }) => config.method).map(caseText);
  const fails = casesOf(runs).filter(({ standing }) => standing === 'not as derived');
  return `${sentence(each)} ${capital(basisText(runs))}.${repeatedText(fails)}`;
}

const casesOf = (runs: readonly SweepRun[]) =>
  runs.flatMap(({ config, result }) =>
    result.cells.map((cell) => ({ config, cell, standing: standingOf(cell) })),
  );

function caseText(runs: readonly SweepRun[]): string {
  const cases = casesOf(runs);
  const [one] = cases;
  const derived = cases.filter(({ standing }) => standing === 'as derived').length;
  const all = format.plural(cases.length, 'case');
  const others = (['not as derived', 'undecided'] as const).flatMap((standing) => {
    const own = cases.filter((each) => each.standing === standing);
    return own.length > 0 ? [`${standing}: ${format.listing(wheresOf(own))}`] : [];
  });
  const counts =
    derived < cases.length
      ? `${format.count(derived)} of ${all} as derived`
      : `${cases.length === 1 ? 'the one case' : `all ${all}`} as derived`;
  return [`${one ? methodText(one.config) : ''}: ${counts}`, ...others].join(', ');
}

/** "the paper’s linear toy under Adam at c = −1/2 and 0", one for each model and optimiser. */
const wheresOf = (cases: readonly Case[]): string[] =>
  groupBy(cases, ({ config: { family, optimiser } }) => [family, optimiser]).flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { family, optimiser } = first.config;
    const rates = own.map(({ cell }) => exponentText(cell.rateExponent));
    return `${familyTitle(family)} under ${optimiserTitle(optimiser)} at c = ${format.listing(rates)}`;
  });
