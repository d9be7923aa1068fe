import {
  type Answer,
  answerOn,
  comparisonTitle,
  type GlueOutcome,
  glueBasis,
  paperModelOf,
  planCommand,
  planExperiment,
  standsAt,
  evidenceOf,
} from '@singlora/comparison';
import {
  headlineMethod,
  paperRivals,
  baselineMethod,
  paperRows,
  type PaperRow,
} from '@singlora/records';
import {
  decide,
  format,
  methodTitle,
  type Evidence,
  type Finding,
  type Claim,
} from '@singlora/reporting';
import { plansSeen } from './section.ts';

/** A plan's results on one of the paper's numbers; its setting for the task is undefined without runs. */
type PlannedSubject = NonNullable<ReturnType<typeof plannedSubject>>;

/** The plans that settle claims: on the paper's own models, by weights, then on stand-ins; supplementary plans are left out. */
export function settling(plans: readonly GlueOutcome[]): readonly GlueOutcome[] {
  const settle = plans.filter(({ plan }) => plan.beside !== true);
  const own = settle.filter(({ measures }) =>
    measures.some(({ setting }) => setting && !paperModelOf(setting).standsIn),
  );
  return [...own, ...settle.filter(({ plan }) => plan.paper === undefined)];
}

/**
 * The results of the first plan about one of the paper's models and tasks, or of a finished one about that task alone;
 * undefined without one.
 */
export function plannedSubject(plans: readonly GlueOutcome[], model: string, task: string) {
  const found = plans.flatMap((plan) => {
    const measure = plan.measures.find(({ name }) => name === task);
    const { setting } = { ...measure };
    const { runs = [] } = { ...setting };
    const subject = paperModelOf({ experiment: planExperiment, preset: plan.name, runs });
    const { standsIn } = subject;
    return measure && subject.name === model ? [{ plan, task, setting, standsIn }] : [];
  });
  const [first] = found;
  const alone = found.find(({ plan }) => plan.measures.length === 1 && plan.missing.length === 0);
  return alone?.standsIn === first?.standsIn ? (alone ?? first) : first;
}

/** Whether ours rank as in the paper; a rival that the plan does not compare on the task is left open, and one level with it not judged. */
export function plannedFinding(
  { plan: outcome, task }: PlannedSubject,
  { value }: PaperRow,
  rivals: readonly PaperRow[],
): Finding {
  const { plan } = outcome;
  const answerTo = (method: string) => {
    const pair = [plan.primary, ...plan.secondary].find(
      ({ candidate, against }) => candidate === plan.primary.candidate && against.method === method,
    );
    return pair && answerOn(outcome, task, pair);
  };
  const all = rivals.map(({ method, value: other }) => ({
    method,
    sign: Math.sign(value - other),
    answer: answerTo(method),
  }));
  return {
    ...decide(
      all.filter(({ sign }) => sign !== 0),
      ({ answer, sign }) =>
        answer && !(plan.equalIsOpen === true && answer.verdict.kind === 'equal')
          ? standsAt(answer.verdict, sign)
          : undefined,
      ({ method }) => methodTitle(method),
      'for',
    ),
    evidence: all.flatMap(({ answer }) => (answer ? answerEvidence(plan, answer) : [])),
  };
}

/** The claim of being above all others over the tasks: the primary comparison, and the secondary ones at the same rank. */
export function suiteClaim(outcome: GlueOutcome): Claim {
  const { plan, primary, secondary, measures, name } = outcome;
  const { candidate } = primary;
  const others = secondary.filter((one) => one.candidate === candidate);
  const cases = [primary, ...others];
  const begun = measures.flatMap(({ setting }) => setting ?? []);
  const rivals = [baselineMethod, ...paperRivals].map(methodTitle);
  return {
    id: 'glue/over-tasks',
    says: `Over the tasks, ${methodTitle(headlineMethod)} is above ${format.listing(rivals)}.`,
    place: `abstract, ${format.listing([...new Set(paperRows.map(({ source }) => source))])}`,
    found:
      begun.length === 0
        ? undefined
        : {
            ...decide(
              cases,
              ({ verdict }) => standsAt(verdict, 1),
              ({ against }) => methodTitle(against.method),
              'against',
            ),
            evidence: cases.map((one) => answerEvidence(plan, one)),
            on: glueBasis(begun),
          },
    see: { ...plansSeen, command: planCommand(name) },
  };
}

const answerEvidence = (plan: GlueOutcome['plan'], one: Answer): Evidence =>
  evidenceOf(one.verdict, one.effect, comparisonTitle(plan, one));
