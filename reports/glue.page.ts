import {
  chartHtml,
  copyable,
  format,
  markup,
  renderPage,
  tableHtml,
  tableLatex,
  tableMarkdown,
  type Html,
} from '@singlora/reporting';
import type { Environment, MetricPoint, RunRecord } from '@singlora/tracking';
import { codeText } from './code-text.ts';
import { curveCharts, resultCharts } from './glue/charts.ts';
import { paperTable } from './glue/paper-section.ts';
import { protocolTable } from './glue/protocol.ts';
import { assetTable, runsTable } from './glue/provenance.ts';
import { differenceTable, resultTable } from './glue/result.ts';
import { glueRun, type GlueRun } from './glue/run.ts';
import { settingsOf, type ScoredRun, type Setting } from './glue/setting.ts';
import { standInsOf } from './glue/stand-in.ts';
import { verdict } from './glue/verdict.ts';
import { paper } from './paper.ts';
import { commandsOf, environmentTable } from './provenance.ts';
import { shortModel } from './short-model.ts';

/** Everything a page is made of: the same input gives the same page, byte for byte. */
export interface PageInput {
  /** Newest first. */
  readonly runs: readonly {
    readonly record: RunRecord;
    readonly metrics: readonly MetricPoint[];
  }[];
  readonly git?: NonNullable<Environment['git']>;
  /** ISO 8601. */
  readonly generatedAt: string;
}

const startCommand = 'npm start';

/** The GLUE results: what was measured, beside what the paper says, and how to get it again. */
export async function gluePage(input: PageInput): Promise<string> {
  const runs = input.runs.flatMap(({ record, metrics }) => glueRun(record, metrics) ?? []);
  const scored = runs.filter((run): run is ScoredRun => run.accuracy !== undefined);
  const tasks = [...new Set(scored.map(({ task }) => task))].sort();
  const sections = tasks.map((task) => ({
    task,
    settings: settingsOf(scored.filter((run) => run.task === task)),
  }));
  const lead = sections.map(({ settings }) => settings[0]).find((setting) => setting !== undefined);
  const body = markup`${header(input, runs, lead, tasks)}
${await Promise.all(sections.map(({ task, settings }) => taskSection(task, settings)))}
${scored.length > 0 && markup`${paperSection(tasks)}${provenance(scored)}`}
${runs.length > 0 && runsSection(runs, scored.length > 0)}`;
  return renderPage({
    title: 'SingLoRA and LoRA on GLUE',
    description:
      'Accuracy of SingLoRA and LoRA adapters on GLUE tasks, measured independently of the paper.',
    body,
  });
}

function header(
  { generatedAt, git }: PageInput,
  runs: readonly GlueRun[],
  lead: Setting | undefined,
  tasks: readonly string[],
): Html {
  const code = codeText(git);
  const contents = markup`<nav aria-label="On this page">
${tasks.map((task) => markup`<a href="#${task}">${taskTitle(task)}</a>`)}<a href="#paper">The paper</a><a href="#environment">Environment</a><a href="#again">Run it again</a><a href="#runs">All runs</a>
</nav>`;
  return markup`<header>
<p class="kicker">SingLoRA Lab · an independent reproduction of <cite>${paper.title}</cite>, arXiv ${paper.arxiv}</p>
<h1>SingLoRA and LoRA on GLUE</h1>
<div class="lede">${lead ? markup`<p>${verdict(lead)}</p>` : nothingYet(runs)}</div>
<p class="meta">${format.dateTime(generatedAt)} · ${format.plural(runs.length, 'run')} · code ${code}</p>
${tasks.length > 0 && contents}
</header>`;
}

function nothingYet(runs: readonly GlueRun[]): Html {
  const counts = (['running', 'interrupted', 'failed'] as const)
    .map((status) => ({ status, n: runs.filter(({ record }) => record.status === status).length }))
    .filter(({ n }) => n > 0)
    .map(({ status, n }) => `${format.count(n)} ${status}`);
  const diverged = runs.filter(
    ({ record, accuracy }) => record.status === 'finished' && accuracy === undefined,
  );
  if (diverged.length > 0) counts.push(`${format.count(diverged.length)} without an accuracy`);
  const sentence =
    runs.length === 0
      ? 'No run is recorded yet. This command makes the first ones and then this page:'
      : `No run has finished with a result yet (${format.listing(counts)}). The same command goes on where a run stopped:`;
  return markup`<p>${sentence}</p>
${commandsOrStart(runs).map(copyable)}`;
}

const commandsOrStart = (runs: readonly GlueRun[]) =>
  runs.length === 0 ? [startCommand] : commandsOf(runs.map(({ record }) => record));

async function taskSection(task: string, settings: readonly Setting[]): Promise<Html> {
  const official = paper.tasks[task];
  const [first, ...others] = await Promise.all(
    settings.map((setting, index) => settingBody(setting, `${task}-${index + 1}`)),
  );
  const secondary = others.map((body, index) => {
    const setting = settings[index + 1];
    return (
      setting &&
      markup`<details>
<summary>${settingTitle(setting)}: ${verdictSummary(setting)}</summary>
${body}</details>`
    );
  });
  return markup`<section id="${task}">
<h2>${taskTitle(task)}</h2>
${official && markup`<p>${official.describes}</p>`}
${settings[0] && markup`<h3>${settingTitle(settings[0])}</h3>`}
${first}
${
  others.length > 0 &&
  markup`<h3>Other settings</h3>
<p>Runs of another length, model or set of rows. They are not pooled with those above.</p>
${secondary}`
}
</section>`;
}

const taskTitle = (task: string) => paper.tasks[task]?.title ?? task.toUpperCase();

const settingTitle = ({ model, trainRows, rows, config }: Setting) => {
  const preset = typeof config['preset'] === 'string' ? `, preset ${config['preset']}` : '';
  return `${shortModel(model)}, ${format.plural(trainRows, rows === 'built-in' ? 'built-in training row' : 'training row')}${preset}`;
};

const verdictSummary = ({ variants }: Setting) =>
  variants
    .map(
      ({ label, accuracy, standardError }) =>
        `${label} ${format.percent(accuracy.mean)} ± ${format.points(standardError)}`,
    )
    .join(', ');

async function settingBody(setting: Setting, id: string): Promise<Html> {
  const standIns = standInsOf(setting);
  const result = resultTable(setting);
  const differences = differenceTable(setting);
  const curves = curveCharts(setting, id);
  return markup`${
    standIns.length > 0 &&
    markup`<ul class="standin">
${standIns.map(({ badge, sentence }) => markup`<li><span class="badge">${badge}</span>${sentence}</li>\n`)}</ul>`
  }
<div class="figures">
${await Promise.all(resultCharts(setting, id).map(chartHtml))}</div>
${tableHtml(result)}
${differences && tableHtml(differences)}
${source('The result table as Markdown', tableMarkdown(result))}
${source('The result table as LaTeX', tableLatex(result))}
${
  curves.length > 0 &&
  markup`<h4>Learning curves</h4>
<div class="figures">
${await Promise.all(curves.map(chartHtml))}</div>`
}
<h4>Protocol</h4>
${tableHtml(protocolTable(setting))}`;
}

const source = (title: string, text: string) => markup`<details class="source">
<summary>${title}</summary>
${copyable(text)}</details>
`;

function paperSection(tasks: readonly string[]): Html {
  const tables = tasks.flatMap((task) => paperTable(task) ?? []);
  return markup`<section id="paper">
<h2>What the paper reports</h2>
<p>Other models, all of the training rows, a longer training. These numbers are the paper’s own and are not comparable row by row with those above; they stand here as what is to be reproduced.</p>
${tables.map(tableHtml)}</section>`;
}

function provenance(runs: readonly GlueRun[]): Html {
  const records = runs.map(({ record }) => record);
  return markup`<section id="environment">
<h2>Environment</h2>
${tableHtml(environmentTable(records))}
${tableHtml(assetTable(records))}
</section>
<section id="again">
<h2>Run it again</h2>
<p>These commands made the runs on this page. A run that has finished with the same code, configuration and data is skipped; <code>--force</code> makes it anew.</p>
${commandsOf(records).map(copyable)}</section>`;
}

function runsSection(runs: readonly GlueRun[], hasResults: boolean): Html {
  const unfinished = runs.filter(({ record }) => record.status !== 'finished').length;
  const table = tableHtml(runsTable(runs));
  const remark = `${format.plural(unfinished, 'run')} did not finish and ${unfinished === 1 ? 'is' : 'are'} in no result above.`;
  const folded = markup`${unfinished > 0 && markup`<p>${remark}</p>`}
<details>
<summary>Show every run</summary>
${table}</details>`;
  return markup`<section id="runs">
<h2>All runs</h2>
${hasResults ? folded : table}
</section>`;
}
