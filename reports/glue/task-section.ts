import {
  badges,
  figures,
  format,
  type Html,
  markup,
  type Section,
  sourceOf,
  tableHtml,
} from '@singlora/reporting';
import { leftOutNote } from '../limits.ts';
import { shortModel } from '../short-model.ts';
import { lossChart, resultCharts } from './charts.ts';
import { sentenceOf, type Judged } from './correction.ts';
import { paperHtml } from './paper-section.ts';
import { protocolTable } from './protocol.ts';
import { differenceTable, resultTable } from './setting-tables.ts';
import type { GlueRun } from './run.ts';
import { searchesOf } from './search.ts';
import { searchHtml } from './search-section.ts';
import type { Setting } from './setting.ts';
import { standInsOf } from './stand-in.ts';
import { taskNamed, taskTitle } from '@singlora/records';
import { floorSentence } from './setting-sentences.ts';

/** Everything of one task that a section shows. */
interface TaskResults {
  readonly task: string;
  /** One a model, the most telling first. */
  readonly leading: readonly Setting[];
  /** Other lengths, rows and presets of the same models. */
  readonly others: readonly Setting[];
  /** How many there are of these, where not all are given. */
  readonly allOthers: number;
  readonly judged: readonly Judged[];
  readonly trials: readonly GlueRun[];
}

/** A task: what was found with each model, what the paper has, and the rest folded away. */
export async function taskSection(results: TaskResults): Promise<Section> {
  const { task, leading, others, allOthers } = results;
  const describes =
    taskNamed(task)?.describes ??
    'Not a task of GLUE: a file describes it, whose SHA-256 is among those of its rows.';
  // The titles of such tasks may hold spaces.
  const id = task.replace(/\s+/g, '-');
  const bodies = leading.map(async (setting, index) => {
    const body = await settingBody(setting, results, `${id}-${index + 1}`);
    return markup`<h3>${settingTitle(setting)}</h3>
${body}`;
  });
  return {
    id,
    title: taskTitle(task),
    intro: markup`<p>${describes}</p>`,
    body: markup`${await Promise.all(bodies)}
${paperHtml(task)}${others.length > 0 && otherSettings(others, allOthers)}`,
  };
}

const settingTitle = ({ model, trainRows, rows, preset }: Setting) => {
  const from = preset === '' ? '' : `, preset ${preset}`;
  return `${shortModel(model)}, ${format.plural(trainRows, rows === 'built-in' ? 'built-in training row' : 'training row')}${from}`;
};

async function settingBody(
  setting: Setting,
  { judged, trials }: TaskResults,
  id: string,
): Promise<Html> {
  const own = judged.filter((one) => one.setting === setting);
  const result = resultTable(setting);
  const differences = differenceTable(own);
  const loss = await lossChart(setting, id);
  const searches = searchesOf(setting, trials);
  const search = await searchHtml(setting, searches, id);
  const floor = floorSentence(setting);
  return markup`${standInList(setting)}${
    own.length > 0 &&
    markup`<ul class="findings">
${own.map((one) => markup`<li>${sentenceOf(one)}.</li>\n`)}</ul>\n`
  }${floor && markup`<p>${floor}</p>\n`}${tableHtml(result)}
${await figures(resultCharts(setting, own, id))}
<details>
<summary>Differences, ${search ? 'the search for learning rates, ' : ''}protocol, ${loss ? 'learning curves, ' : ''}Markdown and LaTeX</summary>
${differences && tableHtml(differences)}
${search}
${loss && markup`<h4>Learning curves</h4>\n${await figures([loss])}`}
<h4>Protocol</h4>
${tableHtml(protocolTable(setting))}
${sourceOf(result)}</details>`;
}

/** What stands in for the paper's own; undefined where nothing does. */
export const standInList = (setting: Setting) => badges(standInsOf(setting));

function otherSettings(others: readonly Setting[], all: number): Html {
  return markup`<details>
<summary>${format.plural(all, 'other setting')} of another length, precision or other rows, not pooled with those above nor compared</summary>
${others.map(
  (setting) => markup`<h4>${settingTitle(setting)}</h4>
${tableHtml(resultTable(setting))}`,
)}${leftOutNote(others.length, all, 'other settings are shown, the most telling')}</details>`;
}
