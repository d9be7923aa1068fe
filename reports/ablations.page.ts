import { glueProtocol, glueStandIns, isBegun, shortModel } from '@singlora/comparison';
import {
  badges,
  briefText,
  type Chart,
  figures,
  format,
  markup,
  page,
  tableHtml,
  type Section,
  sectionContent,
} from '@singlora/reporting';
import { mechanismClaims, mechanismHtml } from './ablations/mechanism.ts';
import { commandOf, type MeasuredAblation } from './ablations/measured.ts';
import { contradictionsNote, damagedRunsNote, versionsNote, problemsNote } from './damaged.ts';
import { protocolTable } from './protocol-table.ts';
import { taskTitle } from '@singlora/records';
import { claimsSection, claimsTally, questionsSection } from './ledger.ts';
import { leftOutNote } from './limits.ts';
import { provenanceParts } from './provenance.ts';
import type { Recorded } from './suites.ts';

/** The page of settings that are varied one at a time, each with its verdict on the paper's statement. */
export default page({
  title: 'One thing at a time',
  name: 'Ablations',
  description:
    'What learning rate, ramp, rank and start do to SingLoRA and LoRA on GLUE, one at a time.',
  place: 3,
  reads: ({ ablations, measurements: { scores }, damaged, limits }: Recorded) => ({
    found: ablations(),
    scores,
    damaged,
    limits,
  }),
  show({ found: { recorded, runs, otherVersions, all, mechanism, tie }, scores, damaged, limits }) {
    const entries = all.map(({ claim }) => claim);
    const claims = entries.filter(({ place }) => place !== undefined);
    const questions = entries.filter(({ place }) => place === undefined);
    const isExplained = isBegun(mechanism);
    const isMeasured = isExplained || all.some(({ settings }) => settings.length > 0);
    const records = runs.flatMap(({ record }) => (record.status === 'finished' ? record : []));
    const asked = questionsSection([
      ...(isExplained ? mechanismClaims(mechanism, tie, scores) : []),
      ...questions,
    ]);
    return {
      document: 'ablations',
      isBegun: isMeasured,
      claims: isMeasured ? claims : [],
      begin: { commands: [mechanism.command, ...all.map(({ ablation }) => commandOf(ablation))] },
      recorded: format.plural(runs.length, 'run'),
      notes: [
        damagedRunsNote(damaged),
        contradictionsNote(runs),
        versionsNote(otherVersions),
        problemsNote(recorded, limits.curves),
      ],
      parts: isMeasured
        ? {
            overview: figures(all.flatMap((one) => smallOf(one) ?? []).slice(0, 4)),
            tally: markup`<p>${claimsTally(claims)}</p>`,
            claims: sectionContent(claimsSection(claims)),
            questions: asked && sectionContent(asked),
            mechanism: isExplained ? mechanismHtml(mechanism, tie) : undefined,
            ...provenanceParts(records),
          }
        : {},
      sections: isMeasured ? all.map(sectionOf) : [],
    };
  },
});

/** The height of a chart at the top of the page, in pixels. */
const smallHeight = 150;

/** A small chart of an ablation's first setting, with the finding on its claim. */
function smallOf({ ablation, settings: [setting], claim }: MeasuredAblation): Chart | undefined {
  const chart = setting && ablation.chart(setting, `${ablation.name}-small`);
  if (!chart) return undefined;
  return {
    ...chart,
    title: ablation.title,
    caption: `${shortModel(setting.model)} on ${taskTitle(setting.task)}: ${briefText(claim.found)}.`,
    spec: { ...chart.spec, height: smallHeight } as Chart['spec'],
  };
}

function sectionOf({ ablation, settings, ...runs }: MeasuredAblation): Section {
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
    ...(intro && { intro }),
    command: commandOf(ablation),
    body: bodies.length > 0 ? markup`${bodies}${leftOut}` : undefined,
  };
}
