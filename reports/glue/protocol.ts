import { format, type Config, type Row, type Table } from '@singlora/reporting';
import { baselineMethod, methodTitle } from '../methods.ts';
import { paper } from '../paper.ts';
import { shortModel } from '../short-model.ts';
import { configNumber } from './run.ts';
import { valueText, type Setting, type Variant } from './setting.ts';

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
  { key: 'ramp', title: 'Ramp T', text: rampText },
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
  { key: 'precision', title: 'Precision', value: () => 'float32', text: () => '32-bit floats' },
];

/** How a setting's runs were trained against what the paper says, the differences marked. */
export function protocolTable(setting: Setting): Table {
  const rows = [
    ...items.slice(0, 1).map((item) => itemRow(item, setting)),
    ...dataRows(setting),
    ...items.slice(1).map((item) => itemRow(item, setting)),
    ...rateRows(setting),
    seedRow(setting),
  ];
  const differing = rows.filter(({ kind }) => kind === 'marked').length;
  return {
    caption: `Training here and in the paper (RoBERTa-base on GLUE): ${format.plural(differing, 'difference')}, marked.`,
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
  { variants }: Setting,
): Row {
  const relevant =
    key === 'ramp' || key === 'init'
      ? variants.filter(({ method }) => method !== baselineMethod)
      : variants;
  const values = relevant.map(({ config }) => value(config));
  const here = perVariant(relevant, ({ config }) => {
    const own = value(config);
    return own === undefined ? 'not recorded' : text(own, config);
  });
  const stated = paper.protocol[key];
  const settled = stated !== undefined && stated.value !== null;
  const known = values.every((own) => own !== undefined && own !== 'default');
  const same = values.every((own) => JSON.stringify(own) === JSON.stringify(stated?.value));
  return protocolRow(
    title,
    here,
    stated?.text ?? 'not stated',
    settled && known ? same : undefined,
  );
}

function dataRows({ task, trainRows, evalRows, config, rows }: Setting): Row[] {
  const official = paper.tasks[task];
  if (!official) return [];
  const of = (n: number, all: number) =>
    rows === 'built-in'
      ? `${format.count(n)} built-in`
      : n === all
        ? `all ${format.count(all)}`
        : `${format.count(n)} of ${format.count(all)}`;
  const split =
    typeof config['split'] === 'string' ? `, ${config['split'].replaceAll('_', ' ')}` : '';
  const whole = rows === 'real' && trainRows === official.trainRows;
  return [
    protocolRow(
      'Training rows',
      of(trainRows, official.trainRows),
      `all ${format.count(official.trainRows)}`,
      whole,
    ),
    protocolRow('Scored rows', `${of(evalRows, official.devRows)}${split}`, format.absent),
  ];
}

/** One row per method, since the paper gives each its own rate. */
function rateRows({ variants, task }: Setting): Row[] {
  const model = paper.protocol['model']?.value;
  return [...new Set(variants.map(({ method }) => method))].map((method) => {
    const rates = variants
      .filter((variant) => variant.method === method)
      .map(({ config }) => configNumber(config, 'learningRate'));
    const stated = paper.glue.rows.find(
      (row) => row.model === model && row.task === task && row.method === method,
    )?.lr;
    const list = (values: readonly (number | undefined)[]) =>
      [...new Set(values)].map((rate) => format.setting(rate)).join(', ');
    const same = stated && rates.every((rate) => stated.length === 1 && stated[0] === rate);
    return protocolRow(
      `Rate, ${methodTitle(method)}`,
      list(rates),
      stated ? list(stated) : 'not stated',
      same,
    );
  });
}

function seedRow({ variants }: Setting): Row {
  const stated = paper.protocol['seeds'];
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

function rampText(value: unknown): string {
  if (typeof value !== 'number') return valueText(value);
  if (value === 0) return 'none';
  return value <= 1 ? `${format.percent(value)} of the steps` : `${format.count(value)} steps`;
}

function epochsText(value: unknown, config: Config): string {
  const limit = configNumber(config, 'maxSteps');
  return limit === undefined ? valueText(value) : `stopped after ${format.plural(limit, 'step')}`;
}

function initText(value: unknown): string {
  const { dist, fan } = value as { dist: string; fan: string | number };
  return `${dist}, fan = ${fan}`;
}
