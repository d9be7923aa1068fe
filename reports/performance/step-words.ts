import { format, methodTitle } from '@singlora/reporting';
import { shortModel } from '@singlora/comparison';
import type { StepCase } from './step-case.ts';

/** What cases mostly share, so that one need name only what is different about it. */
const aspects: readonly ((one: StepCase) => string | undefined)[] = [
  ({ against }) => against && `beside ${against.name}`,
  ({ side, against }) =>
    side.precision === 'float32'
      ? 'float32'
      : `${side.precision}${against ? ' beside autocast' : ''}`,
  modelText,
  ({ record }) => methodTitle(record.setting.method),
  ({ record }) => (record.setting.pass === 'train' ? 'training step' : 'forward pass alone'),
  ({ record }) => (record.setting.dropout === 'off' ? 'dropout off' : 'the model’s own dropout'),
  ({ record }) =>
    record.setting.tokensThroughLastLayer === 'first'
      ? 'ours sends only the first token through the last layer'
      : 'every token through the last layer on both sides',
  ({ record: { setting } }) =>
    `r ${format.setting(setting.rank)}, α ${format.setting(setting.alpha)}`,
  ({ record }) => format.plural(record.setting.threads, 'thread'),
];

function modelText({ record }: StepCase): string {
  const { model, weights } = record.setting;
  return `${shortModel(model)}${weights === 'random' ? ' (random weights)' : ''}`;
}

/** "32 × 48 tokens". */
const shapeText = ({ record: { setting } }: StepCase) =>
  `${format.count(setting.batch)} × ${format.count(setting.length)} tokens`;

/** "all-MiniLM-L6-v2, LoRA, 32 × 48 tokens". */
export const mainWords = (one: StepCase) =>
  [modelText(one), methodTitle(one.record.setting.method), shapeText(one)].join(', ');

/** The most frequent wording of each aspect. */
export function usualWords(cases: readonly StepCase[]): string[] {
  return aspects.flatMap((aspect) => {
    const texts = cases.flatMap((one) => aspect(one) ?? []);
    const times = (text: string) => texts.filter((other) => other === text).length;
    return texts.reduce<string[]>(
      ([best], text) => [best !== undefined && times(best) >= times(text) ? best : text],
      [],
    );
  });
}

/** The case's shape, and in what it differs from the usual. */
export const ownWords = (one: StepCase, usual: readonly string[]) => [
  shapeText(one),
  ...aspects.flatMap((aspect) => aspect(one) ?? []).filter((text) => !usual.includes(text)),
];
