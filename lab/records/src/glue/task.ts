import type { MetricName } from '@singlora/statistics';
import type { TaskDescription } from './description.ts';

/** One split of a task. */
export interface DatasetSplit {
  /** `train`, `validation`, `validation_matched`, `dev`, `test`, … */
  readonly name: string;
  readonly kind: 'train' | 'dev' | 'test';
  /** its name in a sentence: "10,471 of GLUE's 392,702 training rows" */
  readonly title: string;
  /** the number of rows in the official split, where there is one */
  readonly rows?: number;
  /** the path of its rows, in the description's folder or data set */
  readonly path: string;
  /** the file in which predictions of a test split are submitted */
  readonly submission: string;
}

const kinds = { train: 'train', validation: 'dev', dev: 'dev', test: 'test' } as const;
const words = { train: 'training', dev: 'dev', test: 'test' };

/** The split with this name, as the description defines it. */
function datasetSplit(
  name: string,
  { files, rows, submissions, title }: TaskDescription,
): DatasetSplit {
  const [first = '', ...rest] = name.split('_');
  const kind = kinds[first as keyof typeof kinds];
  const [file = ''] = [files[name] ?? []].flat();
  const official = rows?.[name];
  // Names of artifacts have neither spaces nor other scripts.
  const fileName = (title ?? 'predictions').replace(/[^\w.-]/g, '_');
  return {
    name,
    kind,
    title: [words[kind], ...rest].join(' '),
    ...(official === undefined ? {} : { rows: official }),
    path: typeof file === 'string' ? file : file.path,
    submission: submissions?.[name] ?? `${[fileName, ...rest].join('-')}.tsv`,
  };
}

/** A task with everything that follows from its description. */
export interface GlueTask extends Omit<TaskDescription, 'labels'> {
  /** how commands and records name it */
  readonly name: string;
  readonly title: string;
  readonly objective: 'classification' | 'regression';
  /** the names of the classes; none for a regression */
  readonly labels: readonly string[];
  /** the class for each spelling of a label */
  readonly spellings: ReadonlyMap<string, number>;
  readonly metrics: readonly [MetricName, ...MetricName[]];
  readonly splits: {
    readonly train: DatasetSplit;
    /** the first is the headline */
    readonly dev: readonly [DatasetSplit, ...DatasetSplit[]];
    readonly test: readonly DatasetSplit[];
  };
  /** the path and SHA-256 of the file that describes it: `/home/me/pairs.json#sha256=…`; absent for a task of this project */
  readonly describedIn?: string;
  /** the folder of a description whose files lie beside it */
  readonly folder?: string;
  /** the hash of those parts of the description that decide what a row means; absent for a task of this project */
  readonly sha256?: string;
}

/** The task that a valid description defines. */
export function taskOf(
  name: string,
  description: TaskDescription,
): Omit<GlueTask, 'describedIn' | 'folder' | 'sha256'> {
  const { labels = [], metrics, title = name, range } = description;
  const classes = labels.map((label) => [label].flat().map(String));
  const splits = Object.keys(description.files).map((split) => datasetSplit(split, description));
  const of = (kind: DatasetSplit['kind']) =>
    splits.filter((split) => split.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...description,
    name,
    title,
    objective: range ? 'regression' : 'classification',
    labels: classes.map(([first = '']) => first),
    spellings: new Map(classes.flatMap((all, id) => all.map((one) => [one, id] as const))),
    metrics: metrics as [MetricName],
    splits: {
      train: of('train')[0] as DatasetSplit,
      dev: of('dev') as [DatasetSplit],
      test: of('test'),
    },
  };
}
