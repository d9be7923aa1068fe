import { type GlueSetting, isBegun, otherRatesOf, shownOf } from '@singlora/comparison';
import { figures, format, markup, page, type Section } from '@singlora/reporting';
import { contradictionsNote, damagedRunsNote, versionsNote, problemsNote } from './damaged.ts';
import { scoreChart } from './glue/charts.ts';
import { planAdvice } from './glue/plan/advice.ts';
import { planDigest, designsChart, designsSentence } from './glue/plan/overview.ts';
import { planSection } from './glue/plan/section.ts';
import { taskSection } from './glue/task-section.ts';
import { settingsText } from './glue/setting-sentences.ts';
import { claimsSection, claimsTally } from './ledger.ts';
import { leftOutNote } from './limits.ts';
import { beginning } from './beginning.ts';
import { provenanceSections } from './provenance.ts';
import type { Recorded } from './suites.ts';

/** The GLUE page: the measurements, what the paper says, and how to reproduce both. */
export default page({
  title: 'SingLoRA and LoRA on GLUE',
  name: 'GLUE',
  description:
    'SingLoRA, LoRA and others on the tasks of GLUE, measured independently of the paper.',
  place: 1,
  reads: ({ glue, ablations, measurements: { scores }, damaged, limits }: Recorded) => ({
    found: glue(),
    repeats: [ablations().mechanism, ablations().tie],
    scores,
    damaged,
    limits,
  }),
  async show({ found, repeats, scores, damaged, limits }) {
    const { runs, otherVersions, plans, tasks, leading, allLeading, others, judged, claims } =
      found;
    const begun = plans.filter(isBegun);
    const again = otherRatesOf(plans, repeats);
    const isMeasured = leading.length > 0;
    const trials = runs.filter(({ purpose }) => purpose === 'trial');
    const taskSections: Section[] = [];
    for (const task of tasks) {
      const ofTask = (all: readonly GlueSetting[]) =>
        all.filter((setting) => setting.task === task);
      const own = ofTask(others);
      taskSections.push(
        await taskSection({
          task,
          judged,
          trials,
          leading: ofTask(leading),
          allOthers: own.length,
          others: own.slice(0, limits.settings).map((one) => shownOf(one, limits.variants)),
        }),
      );
    }
    const finished = runs.flatMap(({ record }) => (record.status === 'finished' ? record : []));
    return {
      lede: isMeasured ? [designsSentence(begun) ?? settingsText(ownOf(leading), judged)] : [],
      // Before any plan has begun, the scores of the first setting.
      picture: figures([designsChart(begun) ?? (leading[0] && scoreChart(leading[0], 'first'))]),
      begin: beginning(runs, {
        first: {
          says: 'No run is recorded yet. This command makes the first ones and then this page:',
          commands: ['npm start'],
        },
        isTrial: ({ purpose, score }) => purpose === 'trial' && score !== undefined,
        scoreless: 'without a score',
      }),
      recorded: format.plural(runs.length, 'run'),
      claims: isMeasured ? claims : [],
      digest: planDigest(plans),
      advice: planAdvice(plans, again),
      notes: [
        damagedRunsNote(damaged),
        versionsNote(otherVersions),
        contradictionsNote(runs),
        problemsNote(found.recorded, limits.curves),
        leftOutNote(
          leading.length,
          allLeading,
          'tasks and models are shown, those with the most telling results',
        ),
      ],
      sections: [
        planSection(plans, scores, again),
        isMeasured &&
          claimsSection(claims, 'The paper’s claims', markup`<p>${claimsTally(claims)}</p>`),
        ...taskSections,
        ...(isMeasured ? provenanceSections(finished) : []),
      ],
    };
  },
});

const ownOf = (settings: readonly GlueSetting[]) =>
  settings.filter(({ model }) => model === settings[0]?.model);
