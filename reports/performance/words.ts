import { shortModel } from '@singlora/comparison';
import { format, methodTitle } from '@singlora/reporting';
import type { RecordOf } from '@singlora/records';
import type { CaseRow } from './row.ts';

type Step = CaseRow<RecordOf<'step'>>;

/** The aspects that most cases share, so that only differences need be named. */
const aspects: readonly ((one: Step) => string | undefined)[] = [
  ({ label, theirs }) => (label.endsWith(theirs.name) ? undefined : `beside ${theirs.name}`),
  ({ ours: { precision } }) => precision,
  modelText,
  ({ record }) => methodTitle(record.setting.method),
  ({ record }) => (record.setting.pass === 'train' ? 'training step' : 'forward pass alone'),
  ({ record }) => (record.setting.dropout === 'off' ? 'dropout off' : 'the model’s own dropout'),
  ({ record }) =>
    record.setting.tokensThroughLastLayer === 'first'
      ? 'of ours one token through the last layer'
      : 'every token through the last layer',
  ({ record: { setting } }) =>
    `r ${format.setting(setting.rank)}, α ${format.setting(setting.alpha)}`,
  ({ record }) => format.plural(record.setting.threads, 'thread'),
];

function modelText({ record }: Step): string {
  const { model, weights } = record.setting;
  return `${shortModel(model)}${weights === 'random' ? ' (random weights)' : ''}`;
}

/** "32 × 48 tokens". */
const shapeText = ({ record: { setting } }: Step) =>
  `${format.count(setting.batch)} × ${format.count(setting.length)} tokens`;

/** The most frequent wording of each aspect. */
export function usualWords(cases: readonly Step[]): string[] {
  return aspects.flatMap((aspect) => {
    const texts = cases.flatMap((one) => aspect(one) ?? []);
    const times = (text: string) => texts.filter((other) => other === text).length;
    return texts.reduce<string[]>(
      ([best], text) => [best !== undefined && times(best) >= times(text) ? best : text],
      [],
    );
  });
}

/** The case's shape, and how it differs from the usual. */
export const ownWords = (one: Step, usual: readonly string[]) => [
  shapeText(one),
  ...aspects.flatMap((aspect) => aspect(one) ?? []).filter((text) => !usual.includes(text)),
];

export function denoiserWords({ title, setting }: RecordOf<'denoiser'>): string {
  const { parameters, method, rank, targets, batch, side, tokens, threads } = setting;
  const { threadsPerOperation } = setting;
  return [
    `${title}, ${format.count(parameters)} parameters`,
    `batch ${format.count(batch)}, latents of ${format.count(side)}², ${format.count(tokens)} tokens`,
    `${methodTitle(method)} r ${format.setting(rank)} on ${format.listing(targets)}`,
    setting.compiled ? 'ours as one graph' : 'ours eager',
    setting.recompute && 'blocks recomputed on both sides',
    `${format.plural(threads, 'thread')}${threadsPerOperation < threads ? `, of ours ${format.count(threadsPerOperation)} an operation` : ''}`,
  ]
    .filter((word) => word !== false)
    .join('; ');
}
