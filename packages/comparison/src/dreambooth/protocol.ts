import { dreamBoothProtocol, facesProtocol, paper, stableDiffusion } from '@singlora/records';
import { format } from '@singlora/reporting/text';
import {
  bySide,
  protocolRow,
  type ProtocolBeside,
  type ProtocolItem,
  type ProtocolRow,
} from '../protocol.ts';
import { shortModel } from '../short-model.ts';
import { initText, rampLengthText, valueText } from '../words.ts';
import { denoiserOf } from './contradictions.ts';
import type { DreamBoothSetting } from './setting.ts';
import { promptsOf } from './stand-in.ts';
import type { DreamBoothConfig } from './config.ts';

const items: readonly ProtocolItem<DreamBoothConfig>[] = [
  { key: 'identifier', title: 'Identifier', value: ({ identifier }) => identifier },
  {
    key: 'resolution',
    title: 'Resolution',
    value: ({ resolution }) => resolution,
    text: (value) => (value === 'own' ? 'the model’s own' : `${valueText(value)} px`),
  },
  {
    key: 'framing',
    title: 'Framing',
    value: ({ framing }) => (framing === 'crop' ? 'the middle, cropped' : 'all, in a letterbox'),
  },
  {
    key: 'latents',
    title: 'Latents of a picture',
    value: ({ training }) => training && 'drawn once a run',
  },
  { key: 'targets', title: 'Adapted modules', value: ({ adapter }) => adapter?.targets ?? null },
  { key: 'rank', title: 'Rank r', value: ({ adapter }) => adapter?.rank ?? null },
  { key: 'alpha', title: 'Scale α', value: ({ adapter }) => adapter?.alpha ?? null },
  {
    key: 'init',
    title: 'Start of A',
    value: ({ adapter }) => adapter?.init ?? null,
    text: initText,
  },
  {
    key: 'ramp',
    title: 'Ramp T',
    value: ({ adapter }) => adapter?.ramp ?? null,
    text: rampLengthText,
  },
  {
    key: 'lrRatio',
    title: 'B’s rate over A’s',
    value: ({ adapter }) => adapter?.lrRatio ?? null,
  },
  {
    key: 'learningRate',
    title: 'Learning rate',
    value: ({ training }) => training?.learningRate ?? null,
  },
  { key: 'steps', title: 'Steps', value: ({ training }) => training?.steps ?? null },
  { key: 'optimiser', title: 'Optimiser', value: ({ training }) => training && 'AdamW' },
  { key: 'betas', title: 'β₁, β₂', value: ({ training }) => training?.betas ?? null },
  {
    key: 'weightDecay',
    title: 'Weight decay',
    value: ({ training }) => training?.weightDecay ?? null,
  },
  {
    key: 'maxGradNorm',
    title: 'Gradient clipping',
    value: ({ training }) => training?.maxGradNorm ?? null,
    text: (value) => `norm ${valueText(value)}`,
  },
  { key: 'batchSize', title: 'Batch', value: ({ training }) => training?.batchSize ?? null },
  { key: 'schedule', title: 'Schedule', value: ({ training }) => training?.schedule ?? null },
  {
    key: 'prior',
    title: 'Prior preservation',
    // without it a run still has an answer
    value: ({ training }) => training && (training.prior ?? 'none'),
  },
  {
    key: 'drawing.perPrompt',
    title: 'Pictures of a prompt',
    value: ({ drawing }) => drawing.perPrompt,
  },
  {
    key: 'drawing.steps',
    title: 'Steps of drawing',
    value: ({ drawing }) => drawing.steps,
  },
  {
    key: 'drawing.sampler',
    title: 'Sampler',
    value: ({ drawing }) => drawing.sampler ?? 'the model’s own',
  },
  { key: 'drawing.guidance', title: 'Guidance', value: ({ drawing }) => drawing.guidance },
  { key: 'encoder', title: 'Encoder for fidelity', value: ({ encoder }) => shortModel(encoder) },
];

/** How a setting's runs were made beside what the paper says of the table that they are about. */
export function pictureProtocol(setting: DreamBoothSetting): ProtocolBeside {
  const { config, variants, experiment } = setting;
  const isFaces = experiment === 'faces';
  const protocol = isFaces ? facesProtocol : dreamBoothProtocol;
  const [first] = setting.runs;
  const drawn = first ? promptsOf(first) : NaN;
  const rows: ProtocolRow[] = [
    {
      title: 'Model',
      here: shortModel(config.model),
      stated: protocol.title,
      same: first !== undefined && denoiserOf(first.record) === stableDiffusion,
      why: 'its weights are none that are known to be the paper’s',
    },
    isFaces
      ? { title: 'Subjects from', here: config.data, stated: madeFaces, same: false }
      : {
          title: 'Subjects from',
          here: config.data,
          stated: protocol.data,
          same: config.data === protocol.data,
        },
    countRow('Subjects', setting.subjects.length, protocol.subjects),
    isFaces
      ? { title: 'Prompts', here: format.count(drawn), stated: 'not stated' }
      : countRow('Prompts', drawn, protocol.prompts),
    ...items.map((item) => protocolRow(item, protocol, variants, 'by method')),
    {
      title: 'Seeds',
      here: bySide(variants, ({ runs }) =>
        format.count(new Set(runs.map((run) => run.config.seed)).size),
      ),
      stated: protocol.unsettled['seeds'] ?? 'not stated',
    },
  ];
  const { source } = isFaces ? paper.faces : paper.dreambooth;
  return { of: `${source}, ${protocol.title}`, rows };
}

const madeFaces = 'faces made by a network; not published';

const countRow = (title: string, here: number, stated: number): ProtocolRow => ({
  title,
  here: format.count(here),
  stated: format.count(stated),
  same: Number.isFinite(here) ? here === stated : undefined,
});
