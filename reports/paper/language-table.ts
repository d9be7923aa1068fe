import { intervalText, parameterCount, verdictText } from '@singlora/comparison';
import {
  baselineMethod,
  headlineMethod,
  paper,
  paperProtocol,
  type PaperModelName,
  taskTitle,
} from '@singlora/records';
import {
  type Cell,
  column,
  format,
  groupBy,
  methodCell,
  methodTitle,
  numbers,
  stacked,
  table,
} from '@singlora/reporting';
import { mean } from '@singlora/statistics';
import { oursCell, scaledCell } from './cell.ts';
import type { Gap, LanguageTable } from './language.ts';

/** A displayed row of the table: a method, or the difference of the paper's two main methods. */
interface Row {
  readonly model: PaperModelName;
  readonly method?: string;
}

/** The table as printed, with our value for each of its scores. */
export function languageTableShown({ source, rank, models, tasks, cells, gaps }: LanguageTable) {
  const rows: Row[] = models.flatMap((model) => [
    ...[...new Set(cells.flatMap(({ row }) => (row.model === model ? [row.method] : [])))].map(
      (method) => ({ model, method }),
    ),
    { model },
  ]);
  const cellOf = ({ model, method }: Row, task: string) =>
    cells.find(({ row }) => row.model === model && row.method === method && row.task === task);
  const gapOf = ({ model }: Row, task: string) =>
    gaps.find((gap) => gap.model === model && gap.task === task);
  const printedOf = ({ model, method }: Row) =>
    cells.find(({ row }) => row.model === model && row.method === method)?.row.params;
  return table(
    `Accuracy in percent at rank ${rank}, as printed in the paper’s ${source} and ours with its 95% interval over seeds.`,
    rows,
    [
      column('Method', ({ method = '' }) =>
        method
          ? methodCell(method)
          : `${methodTitle(headlineMethod)} − ${methodTitle(baselineMethod)}`,
      ),
      ...(models.length > 1
        ? [column<Row>('Model', ({ model }) => paper.models[model].title)]
        : []),
      ...tasks.flatMap((task) => [
        stacked(
          numbers<Row>([taskTitle(task), 'the paper'], (row) =>
            row.method === undefined
              ? format.signed(gapOf(row, task)?.printed, 1)
              : printedCell(cellOf(row, task)),
          ),
        ),
        stacked(
          numbers<Row>([taskTitle(task), 'ours'], (row) =>
            row.method === undefined ? gapCell(gapOf(row, task)) : oursCell(cellOf(row, task)),
          ),
        ),
      ]),
      numbers(['Parameters', 'the paper'], (row) =>
        row.method === undefined ? undefined : format.millions(printedOf(row)),
      ),
      numbers(['Parameters', 'by definition'], ({ model, method }) =>
        method === undefined
          ? undefined
          : format.count(parameterCount(method, paper.models[model], rank)),
      ),
    ],
    {
      kind: ({ method }) => method === undefined && 'reference',
      notes: languageNotes(cells, rank),
    },
  );
}

/** The paper's score with its learning rates. */
function printedCell(cell: LanguageTable['cells'][number] | undefined): Cell | undefined {
  const rates = cell?.row.learningRates?.map((rate) => format.setting(rate)).join(', ');
  return cell && { text: cell.printed, detail: rates && `lr ${rates}` };
}

function gapCell(gap: Gap | undefined): Cell | undefined {
  if (!gap?.found) return undefined;
  const { found, verdict, on } = gap;
  const scale = on?.kind === 'own' ? 'own' : 'stand-in';
  return scaledCell(scale, found.words.signed(found.difference), [
    intervalText(found),
    verdict && verdictText(verdict),
  ]);
}

/** Notes on the table's omissions and contradictions, by its own numbers. */
function languageNotes(cells: LanguageTable['cells'], rank: number): (string | false)[] {
  const models = [...new Set(cells.map(({ row }) => row.model))];
  const shares = models.map((name) => {
    const share = (count: (method: string) => number | undefined) =>
      (count(headlineMethod) ?? NaN) / (count(baselineMethod) ?? NaN);
    const { title } = paper.models[name];
    const printed = (method: string) =>
      cells.find(({ row }) => row.model === name && row.method === method)?.row.params;
    const counted = (method: string) => parameterCount(method, paper.models[name], rank);
    const off = (counted(baselineMethod) ?? NaN) / (printed(baselineMethod) ?? NaN);
    return `${title} ${format.percent(share(printed), 0)} as printed and ${format.percent(share(counted), 0)} by definition, which gives ${methodTitle(baselineMethod)} ${format.fixed(off, 2)} times the printed number`;
  });
  const below = cells.filter(
    ({ row }) =>
      row.method === headlineMethod &&
      cells.some(
        ({ row: other }) =>
          other.model === row.model && other.task === row.task && other.value > row.value,
      ),
  );
  const means = models.flatMap((name) => {
    const own = cells.filter(({ row }) => row.model === name);
    const tasks = new Set(own.map(({ row }) => row.task));
    const each = groupBy(own, ({ row }) => row.method).map(
      (alike) =>
        `${methodTitle(alike[0]?.row.method ?? '')} ${format.fixed(mean(alike.map(({ row }) => row.value)), 2)}`,
    );
    return tasks.size > 1 ? `with ${paper.models[name].title} ${format.listing(each)}` : [];
  });
  const isLlama = models.includes(paper.llama.rows[0]?.model ?? 'llama-7b');
  return [
    `${methodTitle(headlineMethod)}’s share of ${methodTitle(baselineMethod)}’s parameters: ${shares.join('; ')}.${isLlama ? ` The abstract says ${paper.abstract.llamaParameterPercent}%.` : ''} “By definition” counts the adapted projections of the stated model.`,
    'No spread over seeds is printed.',
    below.length > 0 &&
      `On ${format.listing(below.map(({ row }) => `${taskTitle(row.task)} with ${paper.models[row.model].title}`))} another method is above ${methodTitle(headlineMethod)} in the paper’s own numbers.`,
    means.length > 0 && `Means over the tasks, of the paper’s own numbers: ${means.join('; ')}.`,
    isLlama
      ? 'Learning rates are not stated.'
      : `The rows of LoRA and LoRA+ are taken from the LoRA+ paper (arXiv 2402.12354). GPT-2 on QNLI is not printed. The ramp is given twice: ${paperProtocol(models[0] ?? 'gpt2', 'mnli').unsettled['ramp'] ?? ''}.`,
  ];
}
