import { dreamBoothProtocol, facesProtocol, paper, stableDiffusion } from '@singlora/records';
import { format, type Config } from '@singlora/reporting/text';
import {
  bySide,
  protocolRow,
  type ProtocolBeside,
  type ProtocolItem,
  type ProtocolRow,
} from '../protocol.ts';
import { shortModel, initText, rampLengthText, valueText } from '../words.ts';
import { denoiserOf } from './contradictions.ts';
import type { DreamBoothSetting } from './setting.ts';
import { promptCount } from './stand-in.ts';
import type { DreamBoothConfig } from '../settings-in-words.ts';
import { variantTitle } from './variant.ts';

/** Settings by their paths in a configuration, in the order in which they are shown. */
const titles = {
  identifier: 'Identifier',
  resolution: 'Resolution',
  framing: 'Framing',
  latents: 'Latents of a picture',
  'adapter.targets': 'Adapted modules',
  'adapter.rank': 'Rank r',
  'adapter.alpha': 'Scale α',
  'adapter.init': 'Start of A',
  'adapter.ramp': 'Ramp T',
  'adapter.lrRatio': 'B’s rate over A’s',
  'training.learningRate': 'Learning rate',
  'training.steps': 'Steps',
  'training.optimiser': 'Optimiser',
  'training.betas': 'β₁, β₂',
  'training.weightDecay': 'Weight decay',
  'training.maxGradNorm': 'Gradient clipping',
  'training.batchSize': 'Batch',
  'training.schedule': 'Schedule',
  'training.prior': 'Prior preservation',
  'drawing.perPrompt': 'Pictures of a prompt',
  'drawing.steps': 'Steps of drawing',
  'drawing.sampler': 'Sampler',
  'drawing.guidance': 'Guidance',
  encoder: 'Encoder for fidelity',
} as const;

/** The settings whose wording differs from their values, or that are in no configuration. */
const told: Partial<Record<keyof typeof titles, Partial<ProtocolItem<DreamBoothConfig>>>> = {
  resolution: { text: (value) => (value === 'own' ? 'the model’s own' : `${valueText(value)} px`) },
  framing: {
    value: ({ framing }) => (framing === 'crop' ? 'the middle, cropped' : 'all, in a letterbox'),
  },
  latents: { value: ({ training }) => training && 'drawn once a run' },
  'adapter.init': { text: initText },
  'adapter.ramp': { text: rampLengthText },
  'training.optimiser': { value: ({ training }) => training && 'AdamW' },
  'training.maxGradNorm': { text: (value) => `norm ${valueText(value)}` },
  // without it a run still has an answer
  'training.prior': { value: ({ training }) => training && (training.prior ?? 'none') },
  'drawing.sampler': { value: ({ drawing }) => drawing.sampler ?? 'the model’s own' },
  encoder: {
    value: ({ encoder }) => shortModel(encoder),
    isOther: (encoder) => !String(encoder).includes('dino'),
  },
};

/** The protocol's items; settings of adapters and of training are named without their path. */
const items = Object.entries(titles).map(([place, title]): ProtocolItem<DreamBoothConfig> => {
  const [part = '', key] = place.split('.');
  const of = (config: Config) => config[part] as Config | null | undefined;
  return {
    key: part === 'drawing' ? place : (key ?? part),
    title,
    value: (config) => (key === undefined ? of(config) : (of(config)?.[key] ?? null)),
    ...told[place as keyof typeof titles],
  };
});

/** How a setting's runs were made, next to what the paper says for its table. */
export function pictureProtocol(setting: DreamBoothSetting): ProtocolBeside {
  const { config, experiment } = setting;
  // An adapter at many rates and numbers of steps is one side.
  const variants = setting.variants.map((one) => ({ ...one, label: variantTitle(one.config) }));
  const isFaces = experiment === 'faces';
  const protocol = isFaces ? facesProtocol : dreamBoothProtocol;
  const [first] = setting.runs;
  const drawn = first ? promptCount(first) : NaN;
  const rows: ProtocolRow[] = [
    {
      title: 'Model',
      here: shortModel(config.model),
      stated: protocol.title,
      same: first !== undefined && denoiserOf(first.record) === stableDiffusion,
      why: 'its weights are none that are known to be the paper’s',
    },
    {
      title: 'Subjects from',
      here: config.data,
      stated: isFaces ? madeFaces : protocol.data,
      same: !isFaces && config.data === protocol.data,
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
