import {
  type GlueJudged,
  glueProtocol,
  type GlueRun,
  type GlueSetting,
  glueStandIns,
  shortModel,
} from '@singlora/comparison';
import {
  badges,
  figures,
  format,
  type Html,
  markup,
  type Section,
  tableHtml,
} from '@singlora/reporting';
import { leftOutNote } from '../limits.ts';
import { lossChart, scoreChart } from './charts.ts';
import { differenceTable, resultTable } from './setting-tables.ts';
import { glueSearchHtml } from './search-section.ts';
import { protocolTable } from '../protocol-table.ts';
import { partHref } from '../paper/place.ts';
import { paperRows, taskNamed, taskTitle } from '@singlora/records';

/** Everything that a section shows about one task. */
interface TaskResults {
  readonly task: string;
  /** One per model, the most relevant first. */
  readonly leading: readonly GlueSetting[];
  /** Other settings of the same models: lengths, rows and presets. */
  readonly others: readonly GlueSetting[];
  /** The number of these, where not all are given. */
  readonly allOthers: number;
  readonly judged: readonly GlueJudged[];
  readonly trials: readonly GlueRun[];
}

/** A task's section: the findings with each model, the paper's numbers, and the rest collapsed. */
export async function taskSection(results: TaskResults): Promise<Section> {
  const { task, leading, others, allOthers } = results;
  const describes =
    taskNamed(task)?.describes ??
    'Not a task of GLUE: a file describes it, whose SHA-256 is among those of its rows.';
  // The titles of users' own tasks may contain spaces.
  const id = task.replace(/\s+/g, '-');
  const bodies = leading.map(async (setting, index) => {
    const body = await settingBody(setting, results, `${id}-${index + 1}`);
    return markup`<h3>${settingTitle(setting)}</h3>
${body}`;
  });
  return {
    id,
    title: taskTitle(task),
    folded: true,
    intro: markup`<p>${describes} ${printed(task)}</p>`,
    body: markup`${await Promise.all(bodies)}
${others.length > 0 && otherSettings(others, allOthers)}`,
  };
}

/** Links to the paper's numbers on a task, next to ours. */
function printed(task: string): Html {
  const sources = new Set(paperRows.filter((row) => row.task === task).map(({ source }) => source));
  const links = [...sources].map(
    (source, at) => markup`${at > 0 && ' and '}<a href="${partHref(source)}">${source}</a>`,
  );
  return sources.size > 0
    ? markup`The paper’s numbers are in ${links}.`
    : markup`The paper has no number for ${taskTitle(task)}.`;
}

const settingTitle = ({ model, trainRows, rows, preset, precision }: GlueSetting) =>
  `${shortModel(model)}, ${format.plural(trainRows, rows === 'built-in' ? 'built-in training row' : 'training row')}, preset ${preset}, ${precision}`;

async function settingBody(
  setting: GlueSetting,
  { judged, trials }: TaskResults,
  id: string,
): Promise<Html> {
  const own = judged.filter((one) => one.setting === setting);
  const result = resultTable(setting);
  const differences = differenceTable(own);
  const loss = await lossChart(setting, id);
  const search = glueSearchHtml(setting, trials, id);
  return markup`${badges(glueStandIns(setting))}${tableHtml(result)}
${figures([scoreChart(setting, id)])}
<details>
<summary>Differences, ${search ? 'the search for learning rates, ' : ''}${loss ? 'learning curves, ' : ''}protocol</summary>
${differences && tableHtml(differences)}
${search}
${loss && markup`<h4>Learning curves</h4>\n${figures([loss])}`}
<h4>Protocol</h4>
${tableHtml(protocolTable(glueProtocol(setting)))}</details>`;
}

function otherSettings(others: readonly GlueSetting[], all: number): Html {
  return markup`<details>
<summary>${format.plural(all, 'other setting')} of another length, precision or other rows, not pooled with those above nor compared</summary>
${others.map(
  (setting) => markup`<h4>${settingTitle(setting)}</h4>
${tableHtml(resultTable(setting))}`,
)}${leftOutNote(others.length, all, 'other settings are shown, the most telling')}</details>`;
}
