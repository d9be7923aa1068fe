import {
  areSmoke,
  type GlueJudged,
  type GlueOutcome,
  type GlueSetting,
  glueBasis,
  ownFirst,
  paperModelOf,
  evidenceOf,
  noVerdict,
  parameterCount,
  planCommand,
} from '@singlora/comparison';
import { decide, type Finding, format, methodTitle, type Claim } from '@singlora/reporting';
import {
  baselineMethod,
  headlineMethod,
  paper,
  type PaperRow,
  paperRows,
  taskTitle,
} from '@singlora/records';
import { plannedFinding, plannedSubject, settling, suiteClaim } from './plan/claims.ts';

/** The paper's claims in its tables of language tasks, judged by the page's settings. */
export function glueClaims(
  settings: readonly GlueSetting[],
  judged: readonly GlueJudged[],
  plans: readonly GlueOutcome[],
): Claim[] {
  const own = settling(plans);
  return [
    ...own.slice(0, 1).map(suiteClaim),
    ...scoreClaims(settings, judged, own),
    parameterClaim(),
  ];
}

/** One claim per model and task of the paper: how the headline method compares with each other one. */
function scoreClaims(
  settings: readonly GlueSetting[],
  judged: readonly GlueJudged[],
  plans: readonly GlueOutcome[],
): Claim[] {
  const own = paperRows.filter(({ method }) => method === headlineMethod);
  return own.map((row): Claim => {
    const { model, task, source } = row;
    const title = paper.models[model]?.title ?? model;
    const rivals = paperRows.filter(
      (other) => other.model === model && other.task === task && other.method !== headlineMethod,
    );
    const { planned, setting } = shownFor(settings, plans, model, task);
    const found = planned?.setting
      ? plannedFinding(planned, row, rivals)
      : setting && unplannedFinding(judged.filter((one) => one.setting === setting));
    return {
      id: `glue/${task}/${model}`,
      says: `${taskTitle(task)} with ${title}: ${methodTitle(headlineMethod)} (${row.value.toFixed(1)}%) is ${standing(row, rivals)}.`,
      place: source,
      found: found && setting && { ...found, on: glueBasis([setting], { model, task }) },
      see: {
        title: taskTitle(task),
        ...(setting ? { anchor: task } : {}),
        command: planned ? planCommand(planned.plan.name) : commandFor(model),
      },
    };
  });
}

const commandFor = (model: string) =>
  `npx nx run experiments:${model === 'llama-7b' ? 'table-2' : 'table-1'}`;

/** The setting to show for a model and task: of the plan that settles its claims, on the paper's own model, or the leading one. */
export function shownFor(
  settings: readonly GlueSetting[],
  plans: readonly GlueOutcome[],
  model: string,
  task: string,
) {
  const planned = plannedSubject(plans, model, task);
  const own = settings.filter(
    (one) => one.task === task && paperModelOf(one).name === model && !areSmoke(one.runs),
  );
  return { planned, setting: planned?.setting ?? ownFirst(own)[0] };
}

/** "above LoRA (85.6%), level with LoRA+ (86.5%)". */
function standing({ value }: PaperRow, rivals: readonly PaperRow[]): string {
  const words = (sign: number) => (sign > 0 ? 'above' : sign < 0 ? 'below' : 'level with');
  const groups = [1, 0, -1].flatMap((sign) => {
    const own = rivals.filter((rival) => Math.sign(value - rival.value) === sign);
    const names = own.map((rival) => `${methodTitle(rival.method)} (${rival.value.toFixed(1)}%)`);
    return names.length > 0 ? [`${words(sign)} ${format.listing(names)}`] : [];
  });
  return format.listing(groups);
}

/** Runs outside any plan decide nothing about a score. */
const unplannedFinding = (judged: readonly GlueJudged[]): Finding => ({
  verdict: 'undecided',
  evidence: judged
    .filter(({ one }) => one.method === headlineMethod)
    .map((found) => evidenceOf(noVerdict('no plan settles this claim by it'), found)),
});

/** The claim of half the parameters, by the methods' definitions at the paper's rank. */
function parameterClaim(): Claim {
  const models = [...new Set(paperRows.map(({ model }) => model))].flatMap((name) => {
    const model = paper.models[name];
    const rank = paperRows.find((row) => row.model === name)?.rank ?? NaN;
    const [own, other] = [headlineMethod, baselineMethod].map(
      (method) => model && parameterCount(method, model, rank),
    );
    return model && own && other ? [{ title: model.title, own, other }] : [];
  });
  return {
    id: 'glue/parameters',
    says: `${methodTitle(headlineMethod)} halves the parameters of ${methodTitle(baselineMethod)}.`,
    place: 'abstract, tables 1 and 2',
    found: {
      ...decide(
        models,
        ({ own, other }) => Math.abs(own / other - 0.5) < 0.005,
        ({ title }) => title,
        'the adapted matrices are square, as in',
      ),
      evidence: models.map(({ title, own, other }) => ({
        of: title,
        value: `${format.count(own)} of ${format.count(other)}`,
      })),
      on: { kind: 'derived' },
    },
    see: { title: 'The paper’s tables', command: 'npx nx run reports:build' },
  };
}
