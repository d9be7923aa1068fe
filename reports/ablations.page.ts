import {
  glueProtocol,
  glueRuns,
  glueStandIns,
  initText,
  isBegun,
  mechanismOutcome,
  shortModel,
  tieOutcome,
} from '@singlora/comparison';
import {
  badges,
  briefText,
  type Chart,
  figures,
  format,
  markup,
  methodTitle,
  page,
  tableHtml,
  type Section,
} from '@singlora/reporting';
import type { Ablation, AblationRuns } from './ablations/ablation.ts';
import { mechanismClaims, mechanismSection, tieHeadline } from './ablations/mechanism.ts';
import { tieFinding } from './ablations/tie.ts';
import { ablations, isAblation } from './ablations/ablations.ts';
import { commandOf, entryOf, measuredOf } from './ablations/measured.ts';
import { contradictionsNote, damagedRunsNote, versionsNote, problemsNote } from './damaged.ts';
import { protocolTable } from './protocol-table.ts';
import { taskTitle } from '@singlora/records';
import { claimsSection, claimsTally, questionsSection } from './ledger.ts';
import { leftOutNote } from './limits.ts';
import { provenanceSections } from './provenance.ts';
import { runsAndScoresOf } from './sources.ts';

/** What is varied one at a time: each with its verdict on what the paper says of it. */
export default page({
  title: 'One thing at a time',
  name: 'Ablations',
  description:
    'What learning rate, ramp, rank and start do to SingLoRA and LoRA on GLUE, one at a time.',
  place: 3,
  reads: runsAndScoresOf(isAblation),
  show({ runs: recorded, damaged, limits, scores }) {
    const { runs, otherVersions } = glueRuns(recorded);
    const all = ablations.map((ablation) => ({
      ablation,
      runs: measuredOf(ablation, runs, limits.settings),
    }));
    const entries = all.map((one) => entryOf(one.ablation, one.runs));
    const claims = entries.filter(({ place }) => place !== undefined);
    const questions = entries.filter(({ place }) => place === undefined);
    const [mechanism, tie] = [mechanismOutcome(runs), tieOutcome(runs)];
    const isExplained = isBegun(mechanism);
    const isMeasured = isExplained || all.some((one) => one.runs.settings.length > 0);
    const records = runs.flatMap(({ record }) => (record.status === 'finished' ? record : []));
    const picture = figures(all.flatMap((one) => smallOf(one) ?? []).slice(0, 4));
    return {
      picture,
      headline: tieHeadline(tie),
      lede: isMeasured ? [isBegun(tie) ? tieFinding(tie) : claimsTally(claims)] : [],
      claims: isMeasured ? claims : [],
      advice: all.flatMap(({ ablation, runs }) => adviceOf(ablation, runs) ?? []),
      begin: { commands: [mechanism.command, ...ablations.map(commandOf)] },
      recorded: format.plural(runs.length, 'run'),
      notes: [
        damagedRunsNote(damaged),
        contradictionsNote(runs),
        versionsNote(otherVersions),
        problemsNote(recorded, limits.runs),
      ],
      sections: isMeasured
        ? [
            claimsSection(claims, 'The claims', markup`<p>${claimsTally(claims)}</p>`),
            questionsSection([
              ...(isExplained ? mechanismClaims(mechanism, tie, scores) : []),
              ...questions,
            ]),
            ...(isExplained ? [mechanismSection(mechanism, tie, scores)] : []),
            ...all.map((one) => sectionOf(one.ablation, one.runs)),
            ...provenanceSections(records),
          ]
        : [],
    };
  },
});

/** What to do by the setting that judges the ablation, with its differences; undefined where its verdict advises nothing. */
function adviceOf({ advice, judge }: Ablation, { settings }: AblationRuns): string | undefined {
  const setting = settings.find((one) => judge(one));
  if (!advice || !setting || judge(setting)?.verdict !== advice.on) return undefined;
  const by = advice
    .by(setting)
    .map(
      ({ one, ...found }) =>
        `${methodTitle(one.method)}, ${initText(one.config.init)}: ${found.words.effect({ one, ...found })}`,
    );
  return `${advice.says} (${shortModel(setting.model)} on ${taskTitle(setting.task)}). ${by.join('; ')}.`;
}

/** On the first screen, in pixels. */
const smallHeight = 150;

/** An ablation's chart of its first setting, small, with what was found of its claim. */
function smallOf({
  ablation,
  runs,
}: {
  ablation: Ablation;
  runs: AblationRuns;
}): Chart | undefined {
  const [setting] = runs.settings;
  const chart = setting && ablation.chart(setting, `${ablation.name}-small`);
  if (!chart) return undefined;
  const { found } = entryOf(ablation, runs);
  return {
    ...chart,
    title: ablation.title,
    caption: `${shortModel(setting.model)} on ${taskTitle(setting.task)}: ${briefText(found)}.`,
    spec: { ...chart.spec, height: smallHeight } as Chart['spec'],
  };
}

function sectionOf(ablation: Ablation, { settings, ...runs }: AblationRuns): Section {
  const { name, title, intro } = ablation;
  const bodies = settings.map((setting, index) => {
    const id = `${name}-${index + 1}`;
    const { model, task, trainRows, preset } = setting;
    const chart = figures([ablation.chart(setting, id)]);
    const body = ablation.body(setting, { settings, ...runs }, id);
    return markup`<h3>${shortModel(model)} on ${taskTitle(task)}, ${format.plural(trainRows, 'training row')}, preset ${preset}</h3>
${badges(glueStandIns(setting))}${chart}${body}
<details>
<summary>Protocol</summary>
${tableHtml(protocolTable(glueProtocol(setting)))}</details>`;
  });
  const leftOut = leftOutNote(
    settings.length,
    runs.all,
    'tasks and models are shown, those with the most telling results',
  );
  return {
    id: name,
    title,
    folded: true,
    intro,
    command: commandOf(ablation),
    body: bodies.length > 0 ? markup`${bodies}${leftOut}` : undefined,
  };
}
