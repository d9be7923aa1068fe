import {
  correctionText,
  type GlueJudged,
  type GlueSetting,
  glueStandIns,
  leading,
  leavesOut,
  level,
  shortModel,
} from '@singlora/comparison';
import {
  type Cell,
  type CellValue,
  type Chart,
  column,
  figures,
  format,
  markup,
  methodColour,
  methodOrder,
  methodTitle,
  numbers,
  type Section,
  sourced,
  stacked,
  type Table,
  table,
} from '@singlora/reporting';
import { pointsChart } from './charts.ts';
import { baselineMethod, fewestSeeds, headlineMethod, taskTitle } from '@singlora/records';
import { headlineOf } from './setting-sentences.ts';

/** One model's leading settings, one a task, in GLUE's order. */
interface ModelResults {
  readonly model: string;
  readonly settings: readonly GlueSetting[];
}

/** All tasks at a glance, one table a model. */
export async function overviewSection(
  models: readonly ModelResults[],
  judged: readonly GlueJudged[],
): Promise<Section> {
  const parts = models.map(async (one, index) => {
    const chart = suiteChart(one, judged, `overview-${index + 1}`);
    return markup`<h3>${shortModel(one.model)}</h3>
${sourced(overviewTable(one, judged))}
${await figures([chart])}`;
  });
  return { id: 'overview', title: 'Overview', body: markup`${await Promise.all(parts)}` };
}

/** Methods down, tasks across, the headline metric of each. */
function overviewTable({ model, settings }: ModelResults, judged: readonly GlueJudged[]): Table {
  const variants = settings.flatMap((setting) => setting.variants);
  const methods = [...new Set(variants.map(({ method }) => method))].sort(
    (a, b) => methodOrder(a) - methodOrder(b) || a.localeCompare(b),
  );
  const badges = new Set(
    settings.flatMap((setting) => glueStandIns(setting).map(({ badge }) => badge)),
  );
  const remark = badges.size > 0 ? ` (${[...badges].join(', ').toLowerCase()})` : '';
  const family = judged.find(({ byPlan }) => byPlan === undefined)?.family ?? 0;
  const yardsticks: readonly OverviewRow[] = [
    { name: 'Most frequent answer', cell: ({ baseline }) => format.points(baseline) },
    { name: 'Training rows', cell: ({ trainRows }) => format.count(trainRows) },
    { name: 'Dev rows', cell: ({ evalRows }) => format.count(evalRows) },
    { name: 'Seeds', cell: seedsText },
  ];
  const rows = methods.map((method): OverviewRow => ({
    name: { text: methodTitle(method), colour: methodColour(method, methods) },
    cell: (setting) => scoreCell(setting, method, judged),
  }));
  return table(
    `${shortModel(model)}${remark}: each task’s headline metric on its dev rows, times 100, ± its standard error.`,
    [...rows, ...yardsticks],
    [
      column('Method', ({ name }) => name),
      ...settings.map((setting) =>
        stacked(
          numbers<OverviewRow>([taskTitle(setting.task), setting.metric.title], ({ cell }) =>
            cell(setting),
          ),
        ),
      ),
    ],
    {
      kind: (row) => yardsticks.includes(row) && 'reference',
      notes: [
        `↑ ↓: above or below ${methodTitle(baselineMethod)} on the same seeds and rows, at least ${format.count(fewestSeeds)} of them: of a plan’s runs by the plan, of others p ≤ ${format.setting(level)}${correctionText(family, ' on this page')}, which decides no claim. Without an arrow: not told apart, or no verdict. Of a method with several variants the one with the most seeds is shown.`,
        leavesOut,
      ],
    },
  );
}

interface OverviewRow {
  readonly name: Cell | string;
  readonly cell: (setting: GlueSetting) => CellValue;
}

function scoreCell(
  { variants, ...setting }: GlueSetting,
  method: string,
  judged: readonly GlueJudged[],
): CellValue {
  const variant = leading(variants, method);
  if (!variant) return undefined;
  const own = judged.find(
    (one) =>
      one.one === variant &&
      one.setting.task === setting.task &&
      one.other.method === baselineMethod,
  );
  const arrow = own?.finding === 'higher' ? ' ↑' : own?.finding === 'lower' ? ' ↓' : '';
  return {
    text: `${format.points(variant.score.mean)}${arrow}`,
    detail: `± ${format.points(variant.standardError)}`,
  };
}

function seedsText({ variants }: GlueSetting): string {
  const counts = variants.map(({ runs }) => runs.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? format.count(least) : `${format.count(least)} – ${format.count(most)}`;
}

/** The headline method's difference to the baseline, task by task. */
function suiteChart(
  { settings, model }: ModelResults,
  judged: readonly GlueJudged[],
  id: string,
): Chart | undefined {
  const own = settings.flatMap(
    (setting) => headlineOf(judged.filter((one) => one.setting === setting)) ?? [],
  );
  if (own.length < 2) return undefined;
  return pointsChart(
    {
      id,
      title: `${methodTitle(headlineMethod)} − ${methodTitle(baselineMethod)} by task`,
      caption: `${shortModel(model)}. Points of each task’s headline metric, with 95% intervals that are not corrected for their number. Open: single seeds.`,
    },
    own.map((found) => ({
      label: taskTitle(found.setting.task),
      colour: methodColour(found.one.method, [headlineMethod]),
      found,
    })),
  );
}
