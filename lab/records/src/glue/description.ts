import { z } from 'zod';
import { metrics, type MetricName } from '@singlora/statistics';

const text = z
  .string()
  .min(1)
  .regex(/^[^\0]*$/, 'leave out the character 0, which no file holds');
const title = text
  .max(60)
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._+-]*$/u,
    'say it in letters, digits, spaces and . _ + - alone',
  );

/** A column by its name, or by its 0-based position in a file without a header line. */
const column = z.union([text, z.int().min(0)], 'say the name of a column, or its place from 0');

const columns = z
  .strictObject({
    /** one text or two */
    texts: z.array(column).min(1).max(2).readonly(),
    label: column,
    /** the column that identifies a row in predictions; absent: the position in the file */
    id: column.exactOptional(),
  })
  .superRefine(({ texts, label, id = [] }, context) => {
    const all = [texts, label, id].flat();
    if (new Set(all).size < all.length) context.addIssue('the same column is named twice');
    if (new Set(all.map((one) => typeof one)).size > 1)
      context.addIssue('name all columns, or say the places of all');
  });

/** The columns of a file of rows: one or two texts, the label or score, and perhaps an id. */
export type TaskColumns = z.infer<typeof columns>;

const file = z.union([
  text,
  z.strictObject({
    path: text,
    /** its columns, where they differ from those of the other files */
    columns: columns.exactOptional(),
    /** the field separator of a table with quotation marks; a comma in files that end in .csv */
    separator: z.string().length(1).exactOptional(),
    /** only those rows whose pair of `columns` is among the rows of the file `ids` beside it, or is not */
    only: z
      .strictObject({ ids: text, columns: z.tuple([text, text]), listed: z.boolean() })
      .exactOptional(),
  }),
]);

/** A split's name: `train`, `validation`, `dev` or `test`. Of several (`validation_news`), the alphabetically first is the headline. */
const splitName = z
  .string()
  .regex(
    /^(train|(validation|dev|test)(_\w+)?)$/,
    'say train, validation, dev or test, or validation_NAME, dev_NAME, test_NAME',
  );

/** Files by split: one file, or several candidates, of which the first that exists is used. */
const files = z.record(splitName, z.union([file, z.array(file).min(1).max(100).readonly()]));

/** A place that may hold all rows of a task. */
const place = z.strictObject({
  folder: text.exactOptional(),
  files,
  /** column names; the first set that a file has is used */
  columns: z.array(columns).min(1).max(100).readonly(),
});

const most = { labels: 10_000, spellings: 100, others: 100 };

const spelling = z.union([text, z.int()], 'say a text or a whole number');

const forScores: readonly string[] = ['pearson', 'spearman'];

/**
 * A task as data: the files of its rows, the meaning of their columns, and its scores. GLUE's tasks
 * and tasks in users' own files are described in this form.
 */
export const taskDescription = z
  .strictObject({
    /** the name of its runs; by default the file's */
    title: title.exactOptional(),
    /** the question that each row asks, in one sentence */
    describes: text.exactOptional(),
    /** the Hugging Face Hub data set with the files; absent: they are beside the description */
    repository: text.exactOptional(),
    files,
    columns,
    /** the classes in order, as files write them; a class with several spellings is a list of these, its name first */
    labels: z
      .array(z.union([spelling, z.array(spelling).min(1).max(most.spellings).readonly()]))
      .min(2)
      .max(most.labels)
      .readonly()
      .exactOptional(),
    /** the lowest and highest score, for rows with a score in place of a class */
    range: z.tuple([z.number(), z.number()]).readonly().exactOptional(),
    /** the first is the headline */
    metrics: z
      .array(z.enum(Object.keys(metrics) as [MetricName]))
      .min(1)
      .readonly(),
    /** the template of each text, with {} for the text: ["Premise: {}", "Hypothesis: {}"] */
    prompts: z
      .array(text.regex(/^[^{}]*\{\}[^{}]*$/, 'say {} once, where the text belongs'))
      .max(2)
      .readonly()
      .exactOptional(),
    /** the label of rows to leave out because their annotators disagreed */
    undecided: text.exactOptional(),
    /** whether rows with empty texts are kept, and lines with too few or too many fields skipped and counted */
    flawed: z.boolean().exactOptional(),
    /** the row counts of the official splits */
    rows: z.record(splitName, z.int().positive()).exactOptional(),
    /** other places in a user's folder that may hold the rows */
    elsewhere: z.array(place).max(most.others).readonly().exactOptional(),
    /** the form of submitted predictions: the classes' names, or their ids */
    submits: z.enum(['name', 'number']).exactOptional(),
    /** the files in which predictions of test splits are submitted */
    submissions: z.record(splitName, text).exactOptional(),
    /** the file of built-in pairs that exemplify the task */
    builtIn: z.enum(['three-labels', 'two-labels']).exactOptional(),
  })
  .superRefine((task, context) => {
    const {
      files: own,
      columns: { texts },
      labels,
      range,
      prompts,
    } = task;
    const issue = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    const splits = Object.keys(own);
    for (const kind of ['train', 'validation or dev'])
      if (!splits.some((name) => kind.includes(name.replace(/_.*/, ''))))
        issue('files', `there is no ${kind} file`);
    const plain = Object.values(own)
      .flat()
      .filter((one) => typeof one === 'string')
      .map((path) => path.replace(/(^|\/)(\.\/)+/g, '$1'));
    const twice = plain.find((path, at) => plain.indexOf(path) < at);
    if (twice !== undefined) issue('files', `${twice} is given for two splits`);
    if (Boolean(labels) === Boolean(range))
      issue('labels', 'give either labels, or the range of a score');
    if (range && !(range[0] < range[1])) issue('range', 'the first number must be the smaller one');
    const spellings = (labels ?? []).flat().map(String);
    if (new Set(spellings).size < spellings.length)
      issue('labels', 'the same label is there twice');
    if (new Set(task.metrics).size < task.metrics.length)
      issue('metrics', 'the same metric is there twice');
    for (const metric of task.metrics) {
      if (forScores.includes(metric) !== Boolean(range))
        issue('metrics', `${metric} is for ${range ? 'labels' : 'scores'}`);
      if (metric === 'f1' && labels && labels.length !== 2)
        issue('metrics', 'f1 is for two labels');
    }
    if (prompts && prompts.length !== texts.length)
      issue('prompts', 'give one for each column of texts');
  });

/** A task as it is written down. */
export type TaskDescription = z.infer<typeof taskDescription>;
/** A file of rows as a description has it. */
export type DescribedFile = Exclude<z.infer<typeof file>, string>;
/** A place that may hold all rows of a task. */
export type TaskPlace = z.infer<typeof place>;
