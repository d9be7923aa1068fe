import {
  column,
  format,
  type Html,
  markup,
  methodTitle,
  numbers,
  table,
  type Table,
  tableHtml,
} from '@singlora/reporting';
import { paper, paperRows, taskTitle } from '@singlora/records';
import { parameterCount } from '@singlora/comparison';

/** The paper's numbers for a task, in a table of their own, or that it has none. */
export function paperHtml(task: string): Html {
  const printed = paperTable(task);
  return printed
    ? markup`<h3>In the paper</h3>
${tableHtml(printed)}`
    : markup`<p class="facts">The paper has no number for ${taskTitle(task)}.</p>\n`;
}

function paperTable(task: string): Table | undefined {
  const own = paperRows.filter((row) => row.task === task);
  const [first] = own;
  if (!first) return undefined;
  return table(
    `${taskTitle(task)} as printed in the paper (arXiv ${paper.arxiv}), at rank ${first.rank}, all training rows. Other models and a longer training than most runs here: what is to be reproduced, not a row to compare with.`,
    own,
    [
      column('Model', ({ model }) => paper.models[model]?.title ?? model),
      column('Method', ({ method }) => methodTitle(method)),
      numbers(['Accuracy ↑', 'no spread is given'], ({ value }) => `${value.toFixed(1)}%`),
      numbers('Learning rate', ({ learningRates }) =>
        learningRates?.map((rate) => format.setting(rate)).join(', '),
      ),
      numbers(['Parameters', 'as printed'], ({ params }) => millions(params)),
      numbers(['Parameters', 'by definition'], countedText),
      column('Source', ({ source }) => source),
    ],
    {
      notes: [
        'In table 1 the LoRA and LoRA+ rows are taken from the LoRA+ paper (arXiv 2402.12354). “By definition” counts the adapted projections of the stated model.',
      ],
    },
  );
}

function countedText({ model, method, rank }: (typeof paperRows)[number]): string | undefined {
  const known = paper.models[model];
  return known && format.count(parameterCount(method, known, rank));
}

/** 75000 → "0.075M". */
export const millions = (params: number) => `${Number((params / 1e6).toPrecision(3))}M`;
