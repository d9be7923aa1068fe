import {
  answerOn,
  compareGlue,
  type Comparison,
  glueBasis,
  type GlueVariant,
  mostOf,
  noVerdict,
  planExperiment,
  shortModel,
  type Verdict,
} from '@singlora/comparison';
import {
  baselineMethod,
  headlineMethod,
  paper,
  type PaperModelName,
  type PaperRow,
  splitTitle,
  tableOf,
  tablePlans,
  taskTitle,
} from '@singlora/records';
import { type Basis, format, methodTitle } from '@singlora/reporting';
import { shownFor } from '../glue/claims.ts';
import type { pageDataOf } from '../glue/page-data.ts';
import { settling } from '../glue/plan/claims.ts';
import { rateOf } from '../glue/setting-tables.ts';
import type { Ours, PrintedCell } from './cell.ts';
import { partId } from './place.ts';

type GlueData = Pick<ReturnType<typeof pageDataOf>, 'leading' | 'plans'>;

/** The proposed method minus the baseline on one task, printed and ours. */
export interface Gap {
  readonly model: PaperModelName;
  readonly task: string;
  /** The paper's score, in points. */
  readonly printed: number;
  /** The model and data of our measurement, and whether they are the paper's own. */
  readonly measuredWith?: string;
  readonly on?: Basis;
  readonly found?: Comparison<GlueVariant> | undefined;
  readonly verdict?: Verdict;
}

/** One of the tables of language, and what is measured of it. */
export type LanguageTable = ReturnType<typeof languageTablePart>;

/** A table's numbers, with those of the setting that settles its claims. */
export function languageTablePart({ source, rank, rows }: typeof paper.glue, data: GlueData) {
  const models = [...new Set(rows.map(({ model }) => model))];
  const tasks = [...new Set(rows.map(({ task }) => task))];
  const plans = settling(data.plans);
  const subjects = rows
    .filter(({ method }) => method === headlineMethod)
    .map(({ model, task }) => ({ model, task, ...shownFor(data.leading, plans, model, task) }));
  const subjectOf = (row: Pick<PaperRow, 'model' | 'task'>) =>
    subjects.find(({ model, task }) => model === row.model && task === row.task);
  type Subject = (typeof subjects)[number];
  const sideOf = ({ setting }: Subject, method: string) =>
    mostOf(
      (setting?.variants ?? []).filter((one) => one.method === method && one.config.rank === rank),
      ({ runs }) => runs.length,
    );
  const oursOf = (subject: Subject | undefined, method: string): Ours | undefined => {
    const variant = subject && sideOf(subject, method);
    const setting = subject?.setting;
    if (!variant || !setting) return undefined;
    const { score, standardError, runs } = variant;
    const { evalRows, split, trainRows, model, task } = setting;
    return {
      value: format.points(score.mean),
      interval: score.interval?.map((end) => format.points(end)).join(' to '),
      model: shortModel(model),
      on: glueBasis([setting], { model: subject.model, task }),
      rows: `${format.count(trainRows)} trained, ${format.count(evalRows)} scored (${splitTitle(split)})`,
      seeds: format.count(runs.length),
      error: `± ${format.points(standardError)}`,
      rate: rateOf(variant).text,
      command: runs[0]?.record.command ?? '',
    };
  };
  const valueOf = (model: string, task: string, method: string) =>
    rows.find((row) => row.model === model && row.task === task && row.method === method)?.value;
  return {
    source,
    rank,
    models,
    tasks,
    cells: rows.map((row): PrintedCell & { readonly row: PaperRow } => ({
      row,
      name: `${paper.models[row.model].title}, ${taskTitle(row.task)}, ${methodTitle(row.method)}`,
      printed: row.value.toFixed(1),
      ours: oursOf(subjectOf(row), row.method),
    })),
    gaps: subjects.map((subject): Gap => {
      const { model, task, planned, setting } = subject;
      const [own, other] = [headlineMethod, baselineMethod];
      const printed = (valueOf(model, task, own) ?? NaN) - (valueOf(model, task, other) ?? NaN);
      const [one, base] = [sideOf(subject, own), sideOf(subject, other)];
      if (!setting || !one || !base) return { model, task, printed };
      const on = glueBasis([setting], { model, task });
      const from = { model, task, printed, on, measuredWith: shortModel(setting.model) };
      const measure = planned?.setting && planned.plan.measures.find(({ name }) => name === task);
      if (!planned || !measure) {
        const found = compareGlue(setting, one, base);
        const why = found?.reservation ?? `its runs are of no plan of ${planExperiment}`;
        return { ...from, found, verdict: noVerdict(why) };
      }
      const { primary } = planned.plan.plan;
      return {
        ...from,
        found: planned.plan.compared(measure, primary),
        verdict: answerOn(planned.plan, task, primary)?.verdict ?? noVerdict('the plan has none'),
      };
    }),
  };
}

/** The commands that run a table at the paper's scale, one per model. */
export const languageCommands = ({ models, source }: LanguageTable): string[] =>
  Object.entries(tablePlans).flatMap(([name, plan]) =>
    plan.paper !== undefined &&
    models.includes(plan.paper) &&
    plan.beside !== true &&
    tableOf(name) === partId(source)
      ? [`npx nx run experiments:${tableOf(name) ?? ''} --plans=${name}`]
      : [],
  );
