import { format, markup, tableHtml, type Html, type Row, type Table } from '@singlora/reporting';
import { methodTitle } from '../methods.ts';
import { paper, paperRows, taskTitle } from '@singlora/records';
import { parameterCount } from '../parameter-count.ts';

/** The paper's numbers for a task, in a table of their own, or that it has none. */
export function paperHtml(task: string): Html {
  const table = paperTable(task);
  return table
    ? markup`<h3>In the paper</h3>
${tableHtml(table)}`
    : markup`<p class="facts">The paper has no number for ${taskTitle(task)}.</p>\n`;
}

function paperTable(task: string): Table | undefined {
  const own = paperRows.filter((row) => row.task === task);
  const [first] = own;
  if (!first) return undefined;
  return {
    caption: `${taskTitle(task)} as printed in the paper (arXiv ${paper.arxiv}), at rank ${first.rank}, all training rows. Other models and a longer training than most runs here: what is to be reproduced, not a row to compare with.`,
    columns: [
      { key: 'model', title: 'Model' },
      { key: 'method', title: 'Method' },
      { key: 'accuracy', title: 'Accuracy ↑', detail: 'no spread is given', align: 'right' },
      { key: 'rate', title: 'Learning rate', align: 'right' },
      { key: 'printed', title: 'Parameters', detail: 'as printed', align: 'right' },
      { key: 'counted', title: 'Parameters', detail: 'by definition', align: 'right' },
      { key: 'source', title: 'Source' },
    ],
    rows: own.map(paperRow),
    notes: [
      'In table 1 the LoRA and LoRA+ rows are taken from the LoRA+ paper (arXiv 2402.12354). “By definition” counts the adapted projections of the stated model.',
    ],
  };
}

function paperRow({
  model,
  method,
  value,
  lr,
  params,
  rank,
  source,
}: (typeof paperRows)[number]): Row {
  const known = paper.models[model];
  return {
    cells: {
      model: known?.title ?? model,
      method: methodTitle(method),
      accuracy: `${value.toFixed(1)}%`,
      ...(lr ? { rate: lr.map((rate) => format.setting(rate)).join(', ') } : {}),
      printed: millions(params),
      ...(known ? { counted: format.count(parameterCount(method, known, rank)) } : {}),
      source,
    },
  };
}

/** 75000 → "0.075M". */
export const millions = (params: number) => `${Number((params / 1e6).toPrecision(3))}M`;
