import { format, type Row, type Table } from '@singlora/reporting';
import { methodTitle } from '../methods.ts';
import { paper, type PaperRow } from '../paper.ts';
import { parameterCount } from '../parameter-count.ts';

/** The paper's numbers for a task, in a table of their own. Undefined where it has none. */
export function paperTable(task: string): Table | undefined {
  const sources = [paper.glue, paper.llama];
  const rows = sources.flatMap(({ rows, rank, source }) =>
    rows.filter((row) => row.task === task).map((row) => paperRow(row, rank, source)),
  );
  if (rows.length === 0) return undefined;
  return {
    caption: `${paper.tasks[task]?.title ?? task} as printed in the paper (arXiv ${paper.arxiv}), at rank ${paper.glue.rank}, all training rows.`,
    columns: [
      { key: 'model', title: 'Model' },
      { key: 'method', title: 'Method' },
      { key: 'accuracy', title: 'Accuracy ↑', detail: 'no spread is given', align: 'right' },
      { key: 'rate', title: 'Learning rate', align: 'right' },
      { key: 'printed', title: 'Parameters', detail: 'as printed', align: 'right' },
      { key: 'counted', title: 'Parameters', detail: 'by definition', align: 'right' },
      { key: 'source', title: 'Source' },
    ],
    rows,
    notes: [
      'In table 1 the LoRA and LoRA+ rows are taken from the LoRA+ paper (arXiv 2402.12354).',
      countNote(),
    ],
  };
}

function paperRow(
  { model, method, value, lr = [], params }: PaperRow,
  rank: number,
  source: string,
): Row {
  const known = paper.models[model];
  return {
    cells: {
      model: known?.title ?? model,
      method: methodTitle(method),
      accuracy: `${value.toFixed(1)}%`,
      ...(lr.length > 0 ? { rate: lr.map((rate) => format.setting(rate)).join(', ') } : {}),
      printed: short(params),
      ...(known ? { counted: format.count(parameterCount(method, known, rank)) } : {}),
      source,
    },
  };
}

/** The printed counts differ from what the methods' definitions give. */
function countNote(): string {
  const model = paper.models['roberta-base'];
  const counts = ['lora', 'singlora'].map((method) => {
    const printed = paper.glue.rows.find(
      (row) => row.model === 'roberta-base' && row.method === method,
    );
    const counted = model && parameterCount(method, model, paper.glue.rank);
    return `${methodTitle(method)} has ${format.count(counted)} (printed: ${short(printed?.params ?? NaN)})`;
  });
  return `“By definition” counts the adapted projections of the stated model: ${model?.title ?? ''} with query and value at r = ${paper.glue.rank} in ${model?.layers ?? 0} layers. There ${format.listing(counts)}: the printed counts are half of these.`;
}

/** 75000 → "0.075M". */
const short = (params: number) => `${Number((params / 1e6).toPrecision(3))}M`;
