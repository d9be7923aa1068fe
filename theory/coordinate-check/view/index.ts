import { capital, markup, pageOnly, powers } from '@singlora/reporting';
import { headed } from '../../report/parts.ts';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { coordinateAxesView } from './axes.ts';
import { judgedRun } from './judged.ts';
import { hasExpected, panelsOf } from './panels.ts';
import {
  coordinateDataText,
  inOrder,
  isWhole,
  modelText,
  trainingText,
  type CoordinateRun,
} from './subject.ts';
import { knownTable, verdictTable } from './table.ts';

/** Methods with panels; the table has the others. */
const drawn = ['singlora', 'lora'];

const view: CheckView<CoordinateRun> = {
  record,
  judged: judgedRun,
  place: 4,
  short: 'Coordinate check',
  body(runs) {
    const sorted = inOrder(runs);
    // The most unstable first: panels show this one and the most stable.
    const known = sorted.filter(isWhole).sort((a, b) => steepness(b) - steepness(a));
    const adapted = sorted.filter((run) => !isWhole(run));
    const lead = adapted.filter(
      ({ config }) => config.family === adapted[0]?.config.family && drawn.includes(config.method),
    );
    const ends = [...new Set([...known.slice(0, 1), ...known.slice(-1)])];
    return [
      headed('The check of the check', [known.length > 0 && knownTable(known)], 'known-answers'),
      ...ends.map(panels),
      headed('Adapters', [adapted.length > 0 && verdictTable(adapted)], 'coordinates'),
      ...lead.map(panels),
    ];
  },
};

export default [view, coordinateAxesView];

/** The largest known exponent of a run. */
const steepness = ({ result }: CoordinateRun) =>
  Math.max(
    ...result.modules.flatMap(({ steps }) =>
      steps.map(({ expected }) => Number(expected?.exponent) || 0),
    ),
  );

function panels(run: CoordinateRun, index: number) {
  const { family, method, optimiser, rateExponent } = run.config;
  const name = `${family}-${method}-${optimiser}${rateExponent}`.replaceAll(/[^\w-]/g, '-');
  const says = `${modelText(run)}, ${trainingText(run)}`;
  const charts = panelsOf(run.result.modules, says, `coordinates-${name}-${index}`);
  const dashed = hasExpected(run.result.modules) && ' Dashed: the slope that is derived.';
  const note = pageOnly(
    markup`<p class="note">Median over seeds, with the least and the most: ${coordinateDataText(run)}.${dashed}</p>`,
  );
  const title = powers(`${capital(modelText(run))}: ${trainingText(run)}`);
  return charts.length > 0 && headed(title, [note, charts]);
}
