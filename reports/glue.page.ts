import { type GlueSetting, isBegun, otherRatesOf, shownOf } from '@singlora/comparison';
import { format, markup, page, sectionContent, type Section } from '@singlora/reporting';
import { contradictionsNote, damagedRunsNote, versionsNote, problemsNote } from './damaged.ts';
import { replaysOf } from './glue/plan/facts.ts';
import { plansHtml } from './glue/plan/section.ts';
import { taskSection } from './glue/task-section.ts';
import { claimsSection } from './ledger.ts';
import { leftOutNote } from './limits.ts';
import { beginning } from './beginning.ts';
import { provenanceParts } from './provenance.ts';
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
    const again = otherRatesOf(plans, repeats);
    const replays = plans.flatMap((one, at) => replaysOf(one, plans.slice(0, at)) ?? []);
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
      document: 'glue',
      isBegun: isMeasured,
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
      values: {
        replays: format.count(sum(replays.map(({ trials }) => trials))),
        replayed: format.count(sum(replays.map(({ identical }) => identical))),
      },
      parts: isMeasured
        ? {
            plans: plans.some(isBegun) ? plansHtml(plans, scores, again) : undefined,
            claims: sectionContent(claimsSection(claims)),
            tasks: markup`${taskSections.map((one) => markup`<h3 id="${one.id}">${one.title}</h3>\n${sectionContent(one)}`)}`,
            ...provenanceParts(finished),
          }
        : {},
    };
  },
});

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
