import { format, type Config, type Row, type Table } from '@singlora/reporting';
import { methodTitle } from '../methods.ts';
import { paperProtocol, paperRows, type Stated } from '../paper.ts';
import { paperModelOf } from '../paper-model.ts';
import { shortModel } from '../short-model.ts';
import { configNumber } from './run.ts';
import type { Setting, Variant } from './setting.ts';
import { splitTitle, taskTitle, tasks } from './tasks.ts';
import { initText, rampText, valueText } from './words.ts';

interface Item {
  readonly key: string;
  readonly title: string;
  /** What the runs did, to be compared with what the paper states; undefined: not recorded. */
  readonly value?: (config: Config) => unknown;
  readonly text?: (value: unknown, config: Config) => string;
}

const at = (key: string) => (config: Config) => config[key];

/** Settings that the paper states, or should have. */
const items: readonly Item[] = [
  {
    key: 'model',
    title: 'Model',
    value: ({ model }) => (typeof model === 'string' ? shortModel(model) : undefined),
  },
  {
    key: 'targets',
    title: 'Adapted modules',
    text: (value) => (value === 'default' ? 'the model’s default' : valueText(value)),
  },
  { key: 'rank', title: 'Rank r' },
  { key: 'alpha', title: 'Scale α' },
  { key: 'init', title: 'Start of A', text: initText },
  { key: 'ramp', title: 'Ramp T', text: stepsText },
  { key: 'optimizer', title: 'Optimizer', value: () => 'adamw', text: () => 'AdamW' },
  { key: 'betas', title: 'β₁, β₂' },
  { key: 'epsilon', title: 'ε' },
  { key: 'weightDecay', title: 'Weight decay' },
  { key: 'maxGradNorm', title: 'Gradient clipping', text: (value) => `norm ${valueText(value)}` },
  {
    key: 'schedule',
    title: 'Schedule',
    text: (value) => (value === 'linear' ? 'linear decay' : valueText(value)),
  },
  {
    key: 'warmupSteps',
    title: 'Warm-up',
    text: (value) => (value === 0 ? 'none' : `${valueText(value)} steps`),
  },
  { key: 'batchSize', title: 'Batch' },
  { key: 'epochs', title: 'Epochs', text: epochsText },
  { key: 'maxLength', title: 'Longest input', text: (value) => `${valueText(value)} tokens` },
  { key: 'dropout', title: 'Dropout' },
  { key: 'adapterDropout', title: 'Adapter dropout' },
  { key: 'precision', title: 'Precision', value: () => 'float32', text: () => '32-bit floats' },
];

/** How a setting's runs were trained against what the paper says of its model, the differences marked. */
export function protocolTable(setting: Setting): Table {
  const { task } = setting;
  const subject = paperModelOf(setting);
  const stated = paperProtocol(subject.name, task);
  const row = (item: Item) => itemRow(item, stated[item.key], setting);
  const rows = [
    ...items.slice(0, 1).map(row),
    ...dataRows(setting),
    ...items.slice(1).map(row),
    ...rateRows(setting),
    seedRow(setting, stated['seeds']),
  ];
  const differing = rows.filter(({ kind }) => kind === 'marked').length;
  const none = paperRows.some((one) => one.model === subject.name && one.task === task)
    ? ''
    : ` The paper has no number for ${taskTitle(task)} with this model; the protocol is that of its other tasks.`;
  return {
    caption: `Training here and in the paper (${subject.title} on GLUE): ${format.plural(differing, 'difference')}, marked.${none}`,
    columns: [
      { key: 'title', title: 'Setting' },
      { key: 'here', title: 'Here' },
      { key: 'paper', title: 'The paper' },
      { key: 'mark', title: '' },
    ],
    rows,
  };
}

function itemRow(
  { key, title, value = at(key), text = valueText }: Item,
  stated: Stated | undefined,
  { variants }: Setting,
): Row {
  // What a method has no place for is recorded as null: a ramp, a second rate.
  const relevant = variants.filter(({ config }) => value(config) !== null);
  const values = relevant.map(({ config }) => value(config));
  const here = perVariant(relevant, ({ config }) => {
    const own = value(config);
    return own === undefined ? 'not recorded' : text(own, config);
  });
  const settled = stated !== undefined && stated.value !== null;
  const known = values.every((own) => own !== undefined && own !== 'default');
  const same = values.every((own) => JSON.stringify(own) === JSON.stringify(stated?.value));
  return protocolRow(
    title,
    here,
    stated?.text ?? 'not stated',
    settled && known && values.length > 0 ? same : undefined,
  );
}

function dataRows({ task, trainRows, runs, rows }: Setting): Row[] {
  const official = tasks[task];
  if (!official) return [];
  const of = (n: number, all: number | undefined) => {
    if (rows === 'built-in') return `${format.count(n)} built-in`;
    return n === all ? `all ${format.count(n)}` : `${format.count(n)} of ${format.count(all)}`;
  };
  const whole = rows === 'real' && trainRows === official.trainRows;
  const [first] = runs;
  const scored = (first?.splits ?? []).map((split) => {
    const n = first?.record.summary[`${split}/rows`] ?? NaN;
    return `${of(n, official.devRows[split])} ${splitTitle(split)}`;
  });
  const stated = `all ${format.count(official.trainRows)}`;
  return [
    protocolRow('Training rows', of(trainRows, official.trainRows), stated, whole),
    protocolRow('Scored rows', scored.join(', '), format.absent),
  ];
}

/** One row a method, since the paper gives each its own rate; LoRA+ has two. */
function rateRows(setting: Setting): Row[] {
  const { variants, task } = setting;
  const { name: model } = paperModelOf(setting);
  return [...new Set(variants.map(({ method }) => method))].map((method) => {
    const own = variants.filter((variant) => variant.method === method);
    const rates = own.map(({ config }) => {
      const [rate, ratio] = ['learningRate', 'lrRatio'].map((key) => configNumber(config, key));
      if (rate === undefined) return [];
      return ratio === undefined ? [rate] : [rate, Number((rate * ratio).toPrecision(6))];
    });
    const stated = paperRows.find(
      (row) => row.model === model && row.task === task && row.method === method,
    )?.lr;
    const list = (values: readonly number[]) =>
      values.map((rate) => format.setting(rate)).join(' and ');
    const here = own.map(({ config }, index) => {
      const how = config['search'] ? ' (searched for)' : '';
      return `${list(rates[index] ?? [])}${how}`;
    });
    const same = stated && rates.every((rate) => JSON.stringify(rate) === JSON.stringify(stated));
    return protocolRow(
      `Rate, ${methodTitle(method)}`,
      [...new Set(here)].join(', '),
      stated ? list(stated) : 'not stated',
      same,
    );
  });
}

function seedRow({ variants }: Setting, stated: Stated | undefined): Row {
  const same = variants.every(({ runs }) => runs.length === stated?.value);
  return protocolRow(
    'Seeds',
    perVariant(variants, ({ runs }) => format.count(runs.length)),
    stated?.text ?? '',
    same,
  );
}

function protocolRow(title: string, here: string, stated: string, same?: boolean): Row {
  const mark = same === undefined ? format.absent : same ? 'same' : 'differs';
  const kind = same === false ? ({ kind: 'marked' } as const) : {};
  return { ...kind, cells: { title, here, paper: stated, mark } };
}

/** One text where all variants agree, otherwise each after its label. */
function perVariant(variants: readonly Variant[], text: (variant: Variant) => string): string {
  const texts = new Set(variants.map(text));
  if (texts.size <= 1) return [...texts][0] ?? format.absent;
  return variants.map((variant) => `${variant.label}: ${text(variant)}`).join('; ');
}

function stepsText(value: unknown): string {
  return value === 0 ? 'none' : `${rampText(value)} of the steps`;
}

function epochsText(value: unknown, config: Config): string {
  const limit = configNumber(config, 'maxSteps');
  return limit === undefined ? valueText(value) : `stopped after ${format.plural(limit, 'step')}`;
}
