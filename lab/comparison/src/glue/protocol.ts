import { capital, type Config, format, methodTitle } from '@singlora/reporting/text';
import {
  paper,
  paperProtocol,
  paperRows,
  splitTitle,
  taskNamed,
  taskTitle,
  glueScore,
  type GlueProtocol,
  type GlueTask,
} from '@singlora/records';
import { paperModelOf } from '../paper-model.ts';
import {
  bySide,
  protocolRow,
  type ProtocolBeside,
  type ProtocolItem,
  type ProtocolRow,
} from '../protocol.ts';
import { shortModel, initText, rampLengthText, valueText, wordsOf } from '../words.ts';
import type { GlueSetting } from './setting.ts';
import type { GlueConfig } from '../settings-in-words.ts';

/** The settings whose wording differs from their own names and values. */
const told: Readonly<Record<string, Partial<ProtocolItem>>> = {
  init: { text: initText },
  ramp: { text: rampLengthText },
  optimiser: { value: () => 'adamw' },
  epochs: { text: epochsText },
  precision: {
    why: 'processors have no 16-bit floats but bfloat16, and some not that',
  },
};
const keys: readonly (keyof GlueConfig | 'optimiser')[] = [
  'targets',
  'rank',
  'alpha',
  'init',
  'ramp',
  'optimiser',
  'betas',
  'epsilon',
  'weightDecay',
  'maxGradNorm',
  'schedule',
  'warmupSteps',
  'batchSize',
  'batches',
  'epochs',
  'maxLength',
  'head',
  'dropout',
  'adapterDropout',
  'precision',
];
const items = keys.map((key): ProtocolItem => ({
  key,
  title: capital(wordsOf(key)),
  ...told[key],
}));

/** How a setting's runs were trained, next to what the paper says for its model. */
export function glueProtocol(setting: GlueSetting): ProtocolBeside {
  const { task } = setting;
  const subject = paperModelOf(setting);
  const official = taskNamed(task);
  const protocol = official && paperProtocol(subject.name, official.name);
  const rows = [
    {
      title: 'Model',
      here: shortModel(setting.model),
      stated: subject.title,
      same: !subject.standsIn,
      why: 'its weights are none that are known to be the paper’s',
    },
    ...(official ? dataRows(official, setting) : []),
    ...items.map((item) => protocolRow(item, protocol, setting.variants)),
    ...targetRows(setting, protocol),
    ...rateRows(setting),
    seedRow(setting, protocol?.seeds ?? null),
  ];
  const remark = paperRows.some((one) => one.model === subject.name && one.task === task)
    ? ''
    : official
      ? ` The paper has no number for ${taskTitle(task)} with this model; the protocol is that of its other tasks.`
      : ` The paper does not have the task ${taskTitle(task)}.`;
  return { of: `${subject.title} on GLUE`, rows, remark };
}

/** The paper's settings whose value no variant has, named as in the protocol table; precisions count as equal. */
export function otherSettings(setting: GlueSetting): string[] {
  const { task, variants } = setting;
  const protocol = taskNamed(task) && paperProtocol(paperModelOf(setting).name, task);
  const isOther = (item: ProtocolItem) =>
    variants.every((variant) => protocolRow(item, protocol, [variant]).same === false);
  return items
    .filter(({ key, why }) => why === undefined && !protocol?.fromCode.includes(key))
    .filter(isOther)
    .map(({ title }) => title);
}

function dataRows({ splits }: GlueTask, { trainRows, runs, rows }: GlueSetting): ProtocolRow[] {
  const all = splits.train.rows;
  const of = (n: number, whole: number | undefined) => {
    if (rows === 'built-in') return `${format.count(n)} built-in`;
    return n === whole ? `all ${format.count(n)}` : `${format.count(n)} of ${format.count(whole)}`;
  };
  const isWhole = rows === 'real' && trainRows === all;
  const [first] = runs;
  const scored = (first?.splits ?? []).map((split) => {
    const n = first?.record.summary[glueScore.rows(split)] ?? NaN;
    return `${of(n, splits.dev.find(({ name }) => name === split)?.rows)} ${splitTitle(split)}`;
  });
  const stated = `all ${format.count(all)}`;
  return [
    { title: 'Training rows', here: of(trainRows, all), stated, same: isWhole },
    { title: 'Scored rows', here: scored.join(', '), stated: format.absent },
  ];
}

/** Rows for methods whose own code adapts other modules than those that the paper states for all. */
const targetRows = ({ variants }: GlueSetting, protocol: GlueProtocol | undefined): ProtocolRow[] =>
  Object.entries(protocol?.ownTargets ?? {}).flatMap(([method, targets]) => {
    const own = variants.filter((variant) => variant.method === method);
    const here = bySide(own, ({ config }) =>
      valueText(config.targets === 'default' ? protocol?.targets : config.targets),
    );
    const same = here === valueText(targets);
    const stated = `${valueText(targets)} in its own code; ${valueText(protocol?.targets)} in LoRA’s paper and here`;
    return own.length > 0 ? [{ title: `Targets, ${methodTitle(method)}`, here, stated, same }] : [];
  });

const largest = (rates: readonly number[]) => format.setting(Math.max(...rates));

/** One row per method, since the paper gives each its own rate; LoRA+ has two. */
function rateRows(setting: GlueSetting): ProtocolRow[] {
  const { variants, task } = setting;
  const { name: model } = paperModelOf(setting);
  const { tried } = paperProtocol(model, task);
  const figure = paper.figures['lr-sensitivity'];
  const shown = figure.model === model && figure.task === task ? figure.learningRates : undefined;
  return [...new Set(variants.map(({ method }) => method))].map((method) => {
    const own = variants.filter((variant) => variant.method === method);
    const rates = own.map(({ config: { learningRate: rate, lrRatio: ratio } }) =>
      ratio === null ? [rate] : [rate, Number((rate * ratio).toPrecision(6))],
    );
    const stated = paperRows.find(
      (row) => row.model === model && row.task === task && row.method === method,
    )?.learningRates;
    const list = (values: readonly number[]) => values.map(format.setting).join(' and ');
    const here = own.map(({ config }, index) => {
      const how = config.search ? ' (searched for)' : '';
      return `${list(rates[index] ?? [])}${how}`;
    });
    const hints = [
      ...(shown ? [`${figure.source} has ${shown.map(format.setting).join(' to ')}`] : []),
      ...(tried && rates.some(({ length }) => length === 2)
        ? [
            `LoRA+’s code tries A up to ${largest(tried.rates)} and B up to ${largest(tried.ratesB)}`,
          ]
        : []),
    ];
    const same = stated && rates.every((rate) => JSON.stringify(rate) === JSON.stringify(stated));
    return {
      title: `Rate, ${methodTitle(method)}`,
      here: [...new Set(here)].join(', '),
      stated: stated ? list(stated) : ['not stated', ...hints].join('; '),
      same,
    };
  });
}

function seedRow({ variants }: GlueSetting, stated: number | null): ProtocolRow {
  return {
    title: 'Seeds',
    here: bySide(variants, ({ runs }) => format.count(runs.length)),
    stated: stated === null ? 'not stated' : format.count(stated),
    same: stated === null ? undefined : variants.every(({ runs }) => runs.length === stated),
  };
}

function epochsText(value: unknown, config: Config): string {
  const { maxSteps } = config as Partial<GlueConfig>;
  return maxSteps == null ? valueText(value) : `stopped after ${format.plural(maxSteps, 'step')}`;
}
