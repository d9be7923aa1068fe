import {
  copyable,
  distinctBy,
  format,
  markup,
  renderPage,
  tableHtml,
  type Html,
} from '@singlora/reporting';
import { initFan } from './ablations/init-fan.ts';
import { lrSensitivity } from './ablations/lr-sensitivity.ts';
import { ramp } from './ablations/ramp.ts';
import { rank } from './ablations/rank.ts';
import type { Ablation, AblationRuns } from './ablations/ablation.ts';
import { codeText } from './code-text.ts';
import { damagedRunsNote } from './damaged.ts';
import { tallyText } from './finding.ts';
import { problemsNote } from './glue/problems.ts';
import { provenanceHtml } from './glue/provenance.ts';
import { protocolTable } from './glue/protocol.ts';
import { glueRun, type GlueRun } from './glue/run.ts';
import { settingsOf } from './glue/setting.ts';
import { standInsText } from './glue/stand-in.ts';
import { standInList } from './glue/task-section.ts';
import { paper, taskTitle } from '@singlora/records';
import type { PageInput } from './glue.page.ts';
import { ledgerTable, type Entry } from './ledger.ts';
import { leftOutNote, usualLimits } from './limits.ts';
import { shortModel } from './short-model.ts';
import { sourced } from './sourced.ts';

const ablations: readonly Ablation[] = [lrSensitivity, ramp, rank, initFan];

const commandOf = ({ name }: Ablation) => `npx nx run experiments:${name}`;

/** What is varied one at a time: each with its verdict on what the paper says of it. */
export async function ablationsPage(input: PageInput): Promise<string> {
  const { limits = usualLimits } = input;
  const runs = input.runs.flatMap((run) => glueRun(run) ?? []);
  const all = ablations.map((ablation) => ({
    ablation,
    runs: runsOf(ablation, runs, limits.settings),
  }));
  const entries = all.map((one) => entryOf(one.ablation, one.runs));
  const measured = all.some((one) => one.runs.settings.length > 0);
  const records = runs.flatMap(({ record }) => (record.status === 'finished' ? record : []));
  const body =
    measured &&
    markup`<section id="claims">
<h2>The claims</h2>
${sourced(ledgerTable(entries))}
</section>
${await Promise.all(all.map((one) => sectionHtml(one.ablation, one.runs)))}
${provenanceHtml(records)}`;
  return renderPage({
    title: 'SingLoRA Lab: ablations',
    description:
      'What learning rate, ramp, rank and start do to SingLoRA and LoRA on GLUE, one at a time.',
    body: markup`${header(input, runs, measured ? entries : [])}
${damagedRunsNote(input.damaged ?? [])}${problemsNote(input.runs, limits.runs)}${body}`,
  });
}

/** Of each task and model the most telling setting. */
function runsOf({ name }: Ablation, runs: readonly GlueRun[], limit: number): AblationRuns {
  const own = runs.filter(({ record }) => record.experiment === name);
  const settings = settingsOf(own.filter(({ purpose }) => purpose === 'result'));
  const leading = distinctBy(settings, ({ task, model }) => [task, model]);
  return {
    settings: leading.slice(0, limit),
    all: leading.length,
    trials: own.filter(({ purpose }) => purpose === 'trial'),
  };
}

/** The claim is judged on the most telling setting that holds something of it. */
function entryOf(ablation: Ablation, { settings }: AblationRuns): Entry {
  const [judged] = settings.flatMap((setting) => {
    const finding = ablation.judge(setting);
    return finding ? [{ setting, finding }] : [];
  });
  const { says, place, title, name } = ablation;
  return {
    ...{ says, place },
    finding: judged?.finding ?? { verdict: 'not yet measured', evidence: '' },
    with: judged && standInsText(judged.setting),
    see: {
      ...{ title, anchor: name },
      command: judged?.setting.runs[0]?.record.command ?? commandOf(ablation),
    },
  };
}

async function sectionHtml(ablation: Ablation, runs: AblationRuns): Promise<Html> {
  const { name, title, intro } = ablation;
  const bodies = runs.settings.map(async (setting, index) => {
    const { model, task, trainRows, preset } = setting;
    return markup`<h3>${shortModel(model)} on ${taskTitle(task)}, ${format.plural(trainRows, 'training row')}${preset && `, preset ${preset}`}</h3>
${standInList(setting)}${await ablation.body(setting, runs, `${name}-${index + 1}`)}
<details>
<summary>Protocol</summary>
${tableHtml(protocolTable(setting))}</details>`;
  });
  return markup`<section id="${name}">
<h2>${title}</h2>
${intro}
${
  bodies.length > 0
    ? await Promise.all(bodies)
    : markup`<p>Not measured yet. This command does it:</p>
${copyable(commandOf(ablation))}`
}
${leftOutNote(runs.settings.length, runs.all, 'tasks and models are shown, those with the most telling results')}</section>`;
}

function header(
  { generatedAt, git }: PageInput,
  runs: readonly GlueRun[],
  entries: readonly Entry[],
): Html {
  const tally = markup`<p>Of ${format.plural(entries.length, 'claim')}: ${tallyText(entries.map(({ finding }) => finding))}.</p>`;
  const nothing = markup`<p>Nothing is measured yet. Each of these commands makes a part of the page; <code>--preset=smoke</code> takes seconds.</p>
${copyable(ablations.map(commandOf).join('\n'))}`;
  return markup`<header>
<p class="kicker">SingLoRA Lab · an independent reproduction of <cite>${paper.title}</cite>, arXiv ${paper.arxiv}</p>
<h1>One thing at a time</h1>
<div class="lede">${entries.length > 0 ? tally : nothing}</div>
<p class="meta">${format.dateTime(generatedAt)} · ${format.plural(runs.length, 'run')} · code ${codeText(git)}</p>
${
  entries.length > 0 &&
  markup`<nav aria-label="On this page">
<a href="#claims">The claims</a>${ablations.map(({ name, title }) => markup`<a href="#${name}">${title}</a>`)}<a href="#environment">Environment</a><a href="#again">Run it again</a>
</nav>`
}
</header>`;
}
