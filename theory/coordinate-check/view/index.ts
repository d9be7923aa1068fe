import { capital, markup, powers, sourced, tabledFigures } from '@singlora/reporting';
import type { CheckView } from '../../report/view.ts';
import { measuredPreset, record } from '../record.ts';
import { axesView, isAxis } from './axes.ts';
import { measuredView } from './measured.ts';
import { panelsOf } from './panels.ts';
import { knownTable, verdictTable } from './table.ts';
import {
  dataText,
  inOrder,
  isWhole,
  modelText,
  trainingText,
  type CoordinateRun,
} from './subject.ts';

const intro = markup`<p>Networks of growing width train for a few steps on one fixed batch. For every module this gives the size of its output and how far that has moved since the start, as root mean squares over entries, and as the largest entry. Where a parametrisation is right, every line is flat: a module whose change grows with n will explode at some width, one whose change shrinks stops learning. Beside it stands the loss: outputs can keep their size while it is far above the untrained model’s. A slope that differs between the narrow and the wide end is no power law, and gets no exponent’s verdict.</p>
<p>A harness that cannot show a known instability is worth nothing, so networks of known scaling come first.</p>
`;

/** Methods whose panels are drawn; of the others the table tells. */
const drawn = ['singlora', 'lora'];

const view: CheckView<CoordinateRun> = {
  record,
  shows: ({ preset }) => preset !== measuredPreset && !isAxis(preset),
  place: 4,
  short: 'Coordinate check',
  title: 'Coordinate check: module by module',
  intro,
  body: async (runs) => {
    const sorted = inOrder(runs);
    // The most unstable first: its panels and those of the most stable are drawn.
    const known = sorted.filter(isWhole).sort((a, b) => steepness(b) - steepness(a));
    const adapted = sorted.filter((run) => !isWhole(run));
    const [family] = adapted.map(({ config }) => config.family);
    const lead = adapted.filter(
      ({ config }) => config.family === family && drawn.includes(config.method),
    );
    return markup`${known.length > 0 && markup`<h3 id="known-answers">The check of the check</h3>\n${sourced(knownTable(known))}`}
${await Promise.all([...new Set([...known.slice(0, 1), ...known.slice(-1)])].map(panels))}
${adapted.length > 0 && markup`<h3 id="coordinates">Adapters</h3>\n${sourced(verdictTable(adapted))}`}
${await Promise.all(lead.map(panels))}`;
  },
};

export default [view, axesView, measuredView];

/** The largest exponent that is known of a run. */
const steepness = ({ result }: CoordinateRun) =>
  Math.max(...result.modules.flatMap(({ steps }) => steps.map(({ expected }) => expected ?? 0)));

async function panels(run: CoordinateRun, index: number) {
  const { family, method, optimiser, rateExponent } = run.config;
  const name = `${family}-${method}-${optimiser}${rateExponent}`.replaceAll(/[^\w-]/g, '-');
  const says = `${modelText(run)}, ${trainingText(run)}`;
  const charts = panelsOf(run.result.modules, says, `coordinates-${name}-${index}`);
  return (
    charts.length > 0 &&
    markup`<h4>${powers(`${capital(modelText(run))}: ${trainingText(run)}`)}</h4>
<p class="note">Median over seeds, with the least and the most: ${dataText(run)}.</p>
${await tabledFigures(charts)}`
  );
}
