import {
  copyable,
  distinctBy,
  format,
  markup,
  renderPage,
  tableHtml,
  type Html,
} from '@singlora/reporting';
import type { DamagedRun, Environment } from '@singlora/tracking';
import { codeText } from './code-text.ts';
import { damagedRunsNote } from './damaged.ts';
import { tallyText } from './finding.ts';
import { glueClaims } from './glue/claims.ts';
import { judge, type Judged } from './glue/judged.ts';
import { overviewHtml } from './glue/overview.ts';
import { problemsNote } from './glue/problems.ts';
import { provenanceHtml, runsTable } from './glue/provenance.ts';
import { glueRun, type GlueRun, type RecordedRun } from './glue/run.ts';
import { settingsOf, shownOf, type Setting } from './glue/setting.ts';
import { taskSection } from './glue/task-section.ts';
import { paper, taskOrder, taskTitle } from '@singlora/records';
import { suiteVerdict } from './glue/verdict.ts';
import { ledgerTable, type Entry } from './ledger.ts';
import { leftOutNote, usualLimits, type Limits } from './limits.ts';
import { commandsOf } from './provenance.ts';
import { sourced } from './sourced.ts';

/** Everything a page is made of: the same input gives the same page, byte for byte. */
export interface PageInput {
  /** Newest first. */
  readonly runs: readonly RecordedRun[];
  /** What cannot be read. */
  readonly damaged?: readonly DamagedRun[];
  readonly limits?: Limits;
  readonly git?: NonNullable<Environment['git']>;
  /** ISO 8601. */
  readonly generatedAt: string;
}

const startCommand = 'npm start';

/** What the page shows of the records. */
interface Results {
  readonly runs: readonly GlueRun[];
  readonly tasks: readonly string[];
  /** Of each task and model the most telling setting; only these are compared. */
  readonly leading: readonly Setting[];
  readonly others: readonly Setting[];
  /** How many leading ones there are, where not all are among them. */
  readonly allLeading: number;
  readonly judged: readonly Judged[];
  readonly claims: readonly Entry[];
}

/** GLUE: what was measured, beside what the paper says, and how to get it again. */
export async function gluePage(input: PageInput): Promise<string> {
  const { limits = usualLimits } = input;
  const results = resultsOf(input);
  const { runs, tasks, leading, allLeading, others: allOthers, judged, claims } = results;
  const models = [...new Set(leading.map(({ model }) => model))].map((model) => ({
    model,
    settings: leading.filter((setting) => setting.model === model),
  }));
  const trials = runs.filter(({ purpose }) => purpose === 'trial');
  const sections: Html[] = [];
  for (const task of tasks) {
    const ofTask = (all: readonly Setting[]) => all.filter((setting) => setting.task === task);
    const others = ofTask(allOthers);
    sections.push(
      await taskSection({
        ...{ task, judged, trials, leading: ofTask(leading), allOthers: others.length },
        others: others.slice(0, limits.settings).map((one) => shownOf(one, limits.variants)),
      }),
    );
  }
  const measured =
    leading.length > 0 &&
    markup`${await overviewHtml(models, judged)}
<section id="claims">
<h2>The paper’s claims</h2>
${sourced(ledgerTable(claims))}
</section>
${sections}
${leftOutNote(leading.length, allLeading, 'tasks and models are shown, those with the most telling results')}${provenanceHtml(runs.flatMap(({ record }) => (record.status === 'finished' ? record : [])))}`;
  return renderPage({
    title: 'SingLoRA and LoRA on GLUE',
    description:
      'SingLoRA, LoRA and others on the tasks of GLUE, measured independently of the paper.',
    body: markup`${header(input, results, models[0]?.settings ?? [])}
${damagedRunsNote(input.damaged ?? [])}${problemsNote(input.runs, limits.runs)}${measured}
${runs.length > 0 && runsSection(runs, leading.length > 0, limits.runs)}`,
  });
}

function resultsOf({ runs: recorded, limits = usualLimits }: PageInput): Results {
  const runs = recorded.flatMap((run) => glueRun(run) ?? []);
  const settings = settingsOf(runs.filter(({ purpose }) => purpose === 'result'));
  const inOrder = settings.toSorted((a, b) => taskOrder(a.task) - taskOrder(b.task));
  const first = new Set(distinctBy(settings, ({ task, model }) => [task, model]));
  const all = byTasks(inOrder.filter((setting) => first.has(setting)));
  const leading = all.slice(0, limits.settings);
  const judged = judge(leading, limits.variants);
  const tasks = new Set(leading.map(({ task }) => task));
  return {
    ...{ runs, allLeading: all.length },
    ...shownParts(leading, judged, limits.variants),
    tasks: [...new Set(inOrder.map(({ task }) => task))].filter((task) => tasks.has(task)),
    others: inOrder.filter((setting) => !first.has(setting)),
    claims: glueClaims(leading, judged),
  };
}

/** What is shown of settings and of the comparisons within them. */
function shownParts(
  settings: readonly Setting[],
  judged: readonly Judged[],
  limit: number,
): Pick<Results, 'leading' | 'judged'> {
  const shown = new Map(settings.map((setting) => [setting, shownOf(setting, limit)]));
  return {
    leading: [...shown.values()],
    judged: judged.flatMap((one) => {
      const setting = shown.get(one.setting) ?? one.setting;
      const isShown = [one.variant, one.baseline].every((own) => setting.variants.includes(own));
      return isShown ? { ...one, setting } : [];
    }),
  };
}

/** Settings of the model with the most tasks on real rows first. */
function byTasks(settings: readonly Setting[]): Setting[] {
  const tasksOf = (of: Setting) =>
    settings.filter(
      ({ model, rows, preset }) => model === of.model && rows === 'real' && preset !== 'smoke',
    ).length;
  return settings.toSorted((a, b) => tasksOf(b) - tasksOf(a));
}

function header(
  { generatedAt, git }: PageInput,
  { runs, tasks, judged, claims }: Results,
  lead: readonly Setting[],
): Html {
  const contents = markup`<nav aria-label="On this page">
<a href="#overview">Overview</a><a href="#claims">The paper’s claims</a>${tasks.map((task) => markup`<a href="#${task}">${taskTitle(task)}</a>`)}<a href="#environment">Environment</a><a href="#again">Run it again</a><a href="#runs">All runs</a>
</nav>`;
  const tally = markup`<p class="facts">Of ${format.plural(claims.length, 'claim')} of the paper: ${tallyText(claims.map(({ finding }) => finding))}. ${onStandIns(claims)}</p>\n`;
  return markup`<header>
<p class="kicker">SingLoRA Lab · an independent reproduction of <cite>${paper.title}</cite>, arXiv ${paper.arxiv}</p>
<h1>SingLoRA and LoRA on GLUE</h1>
<div class="lede">${lead.length > 0 ? markup`<p>${suiteVerdict(lead, judged)}</p>` : nothingYet(runs)}</div>
${lead.length > 0 && tally}<p class="meta">${format.dateTime(generatedAt)} · ${format.plural(runs.length, 'run')} · code ${codeText(git)}</p>
${lead.length > 0 && contents}
</header>`;
}

/** How many of the measured claims were not measured with the paper's own model and rows. */
function onStandIns(claims: readonly Entry[]): string {
  const n = claims.filter((claim) => claim.with !== undefined).length;
  if (n === 0) return '';
  return `${format.count(n)} of them ${n === 1 ? 'was' : 'were'} measured with less than the claim is about (another model, a part of the rows), as said beside ${n === 1 ? 'it' : 'each'}.`;
}

function nothingYet(runs: readonly GlueRun[]): Html {
  const counts = (['running', 'interrupted', 'failed'] as const)
    .map((status) => ({ status, n: runs.filter(({ record }) => record.status === status).length }))
    .filter(({ n }) => n > 0)
    .map(({ status, n }) => `${format.count(n)} ${status}`);
  const diverged = runs.filter((run) => run.diverged).length;
  if (diverged > 0) counts.push(`${format.count(diverged)} without a score`);
  const trials = runs.filter(
    ({ purpose, score }) => purpose === 'trial' && score !== undefined,
  ).length;
  if (trials > 0) counts.push(format.plural(trials, 'trial'));
  const sentence =
    runs.length === 0
      ? 'No run is recorded yet. This command makes the first ones and then this page:'
      : `No run has finished with a result yet (${format.listing(counts)}). The same command goes on where a run stopped:`;
  const commands =
    runs.length === 0 ? [startCommand] : commandsOf(runs.map(({ record }) => record));
  return markup`<p>${sentence}</p>
${commands.map(copyable)}`;
}

function runsSection(runs: readonly GlueRun[], hasResults: boolean, limit: number): Html {
  const unfinished = runs.filter(({ record }) => record.status !== 'finished').length;
  const trials = runs.filter(({ purpose }) => purpose === 'trial').length;
  const table = markup`${tableHtml(runsTable(runs.slice(0, limit), runs.length))}${leftOutNote(Math.min(limit, runs.length), runs.length, 'runs are listed')}`;
  const remarks = [
    unfinished > 0 &&
      `${format.plural(unfinished, 'run')} did not finish and ${unfinished === 1 ? 'is' : 'are'} in no result above.`,
    trials > 0 &&
      `${format.plural(trials, 'run')} served to find a learning rate and ${trials === 1 ? 'is' : 'are'} no result.`,
  ].filter(Boolean);
  const folded = markup`${remarks.length > 0 && markup`<p>${remarks.join(' ')}</p>`}
<details>
<summary>${runs.length > limit ? `Show the newest ${format.count(limit)} runs` : 'Show every run'}</summary>
${table}</details>`;
  return markup`<section id="runs">
<h2>All runs</h2>
${hasResults ? folded : table}
</section>`;
}
