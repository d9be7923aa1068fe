import { quoted } from '../formats/bytes.ts';
import * as tf from '@tensorflow/tfjs-core';
import { badFile, changesBase, unsupportedSetting } from '../errors.ts';
import { kernelOf } from '../convolution.ts';
import { matrixKinds } from '../matrix-kinds.ts';
import type { Method } from '../method.ts';
import { hasMarks, methodOf, parseAdapterConfig, settingNames } from '../adapter-config.ts';
import { checkRamp } from '../ramp.ts';
import { methods, type AdapterConfig } from '../registry.ts';
import type { Layer, SlotKind } from '../slot.ts';
import { isSaved, namedTargets } from '../targets.ts';
import type { AdapterArchive } from './archive.ts';

export type Json = Record<string, unknown>;

// The keys of PEFT's LoraConfig that describe an adapter of ours; everything else stays out of a LORA file.
const loraKeys = [
  'r',
  'lora_alpha',
  'use_rslora',
  'lora_dropout',
  'target_modules',
  'exclude_modules',
  'modules_to_save',
  'rank_pattern',
  'alpha_pattern',
  'layers_to_transform',
  'layers_pattern',
  'init_lora_weights',
  'bias',
] as const;

// Keys that do not affect what a trained adapter computes (VeLoRA changes the backward pass alone; lora_dtype and lorap_* are ms-swift's), or
// that only our older files have.
const harmless = new Set([
  'peft_type',
  'task_type',
  'auto_mapping',
  'peft_version',
  'base_model_name_or_path',
  'revision',
  'inference_mode',
  'fan_in_fan_out',
  'megatron_config',
  'megatron_core',
  'qalora_group_size',
  'loftq_config',
  'eva_config',
  'corda_config',
  'lora_ga_config',
  'ensure_weight_tying',
  'runtime_config',
  'velora_config',
  'lora_dtype',
  'lorap_lr_ratio',
  'lorap_emb_lr',
  'method',
  'ramp_u',
  'layer_shapes',
]);

// Initialisations that also change the base weights, so that the adapter alone does not restore the model. PEFT takes
// "OLoRA" for "olora", too.
const changing = /^(pissa|olora|corda|loftq|lora_ga)/i;

// Initialisations that leave the base unchanged and are kept in files; others count as not named.
const named = new Set<unknown>(['gaussian', 'orthogonal']);

/** The initialisation, by a name that PEFT can load: it has no "orthogonal" for convolutions. */
const startInPeft = (init: unknown, layers: AdapterArchive['layers']): unknown =>
  named.has(init) && !(init === 'orthogonal' && layers.some(({ layer }) => kernelOf(layer)))
    ? init
    : true;

/** `adapter_config.json` for an archive of a method that PEFT knows; alpha carries the ramp. */
export function toPeftConfig(archive: AdapterArchive): Json {
  const { u, layers, tokens = {}, baseModel, taskType } = archive;
  const config = namedTargets(
    archive.config,
    layers.map(({ name }) => name),
  );
  const own = Object.fromEntries(
    loraKeys.flatMap((key) => (key in config ? [[key, config[key as keyof AdapterConfig]]] : [])),
  );
  const alphas = Object.entries(config.alpha_pattern).map(([name, alpha]) => [name, alpha * u]);
  const { type: peft_type, marks } = methodOf(config).peft;
  const heads = headsOf[String(taskType)] ?? [];
  // With a task, PEFT trains its head whole, and then cannot adapt it; without one, it loads the adapter just so.
  const isHeadAdapted = layers.some(({ name }) => heads.some((head) => isSaved(name, head)));
  return {
    peft_type,
    base_model_name_or_path: baseModel ?? null,
    inference_mode: true,
    task_type: isHeadAdapted ? null : (taskType ?? null),
    fan_in_fan_out: layers.some(({ layer }) => layer.kind === 'conv1d'),
    ...(Object.keys(tokens).length > 0 && {
      trainable_token_indices: Object.fromEntries(
        Object.entries(tokens).map(([layer, { indices }]) => [layer, indices]),
      ),
    }),
    bias: 'none',
    ...own,
    init_lora_weights: startInPeft(own['init_lora_weights'], layers),
    ...marks,
    lora_alpha: config.lora_alpha * u,
    alpha_pattern: Object.fromEntries(alphas) as Json,
  };
}

/** The content of an `adapter_config.json`, checked. */
export interface PeftConfig {
  readonly config: AdapterConfig;
  readonly u: number;
  /** The layers' shapes, which our older files alone record, of the type SINGLORA. */
  readonly layers: ReadonlyMap<string, Layer>;
  readonly fanInFanOut: boolean;
  readonly baseModel?: string;
  readonly taskType?: string;
}

/** Reads `adapter_config.json`. A setting that changes the result and that we do not know is an error. */
export function fromPeftConfig(where: string, json: Json): PeftConfig {
  const method = recognise(where, json);
  const shape = settingNames(method);
  const init = json['init_lora_weights'];
  if (typeof init === 'string' && changing.test(init)) throw changesBase(where, init);
  const settings: Json = {};
  for (const [key, value] of Object.entries(json)) {
    if (value === null || (key === 'bias' && value === 'none') || isUnset(key, value)) continue;
    if (shape.includes(key)) settings[key] = value;
    else if (!harmless.has(key) && !(key in method.peft.marks) && !isOff(value)) {
      throw unsupportedSetting(where, key, value);
    }
  }
  if (!named.has(init)) delete settings['init_lora_weights'];
  const { base_model_name_or_path: baseModel, task_type: taskType, ramp_u: u = 1 } = json;
  const heads = headsOf[String(taskType)];
  if (heads) settings['modules_to_save'] ??= heads;
  checkRamp(u);
  return {
    config: parseAdapterConfig({ ...settings, method: method.name }),
    u: u as number,
    layers: recordedLayers(where, json['layer_shapes'] ?? {}),
    fanInFanOut: json['fan_in_fan_out'] === true,
    ...(typeof baseModel === 'string' && { baseModel }),
    ...(typeof taskType === 'string' && /^[A-Z0-9_]{1,40}$/.test(taskType) && { taskType }),
  };
}

/** Settings that PEFT treats as absent when they are empty. */
const isUnset = (key: string, value: unknown): boolean =>
  ['exclude_modules', 'layers_to_transform', 'layers_pattern'].includes(key) &&
  (value === '' || (Array.isArray(value) && value.length === 0));

/** The heads that PEFT trains whole for a task, whatever older versions of it wrote. */
const headsOf: Readonly<Record<string, readonly string[]>> = {
  SEQ_CLS: ['classifier', 'score'],
  TOKEN_CLS: ['classifier', 'score'],
  QUESTION_ANS: ['qa_outputs'],
};

const isOff = (value: unknown): boolean =>
  value === false ||
  value === 'none' ||
  (typeof value === 'object' && Object.keys(value ?? {}).length === 0);

/** The method whose marks the file has; if several match, the one with the most marks. */
function recognise(where: string, json: Json): Method {
  const candidates = [...methods.values()].filter(
    (method) => method.peft.type === json['peft_type'] && hasMarks(method, json),
  );
  const marks = ({ peft }: Method) => Object.keys(peft.marks).length;
  const [best] = candidates.sort((a, b) => marks(b) - marks(a));
  if (best) return best;
  const known = [...new Set([...methods.values()].map(({ peft }) => peft.type))];
  const own = json['method'] === undefined ? '' : `, method ${quoted(json['method'])}`;
  const found = `peft_type ${quoted(json['peft_type'])}${own}`;
  throw badFile(
    where,
    `${found} is not known (known types: ${known.join(', ')}). If it can be merged, merge it with the PEFT that made it, by merge_and_unload`,
  );
}

const kinds: readonly SlotKind[] = [...matrixKinds, 'embedding'];
const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;

/** Whether `kernel` has the sizes of a filter along at most three axes, whose product divides `inFeatures`. */
const isKernelOf = (inFeatures: number, kernel: unknown): kernel is number[] =>
  Array.isArray(kernel) &&
  kernel.length >= 1 &&
  kernel.length <= 3 &&
  kernel.every(isSize) &&
  inFeatures % tf.util.sizeFromShape(kernel) === 0;

/** The shapes that {@link shapesOf} wrote, checked. */
export function recordedLayers(where: string, recorded: unknown): Map<string, Layer> {
  const layers = new Map<string, Layer>();
  for (const [name, value] of Object.entries(recorded as Json)) {
    const { kind, in: inFeatures, out: outFeatures, kernel } = (value ?? {}) as Json;
    const isKnown = kinds.includes(kind as SlotKind) && isSize(inFeatures) && isSize(outFeatures);
    const hasKernel = isKnown && isKernelOf(inFeatures, kernel);
    if (!isKnown || (kind === 'convolution') !== hasKernel) {
      throw badFile(where, `it says ${quoted(value)} of the layer ${quoted(name)}`);
    }
    const sizes = { kind: kind as SlotKind, inFeatures, outFeatures };
    layers.set(name, hasKernel ? { ...sizes, kernel } : sizes);
  }
  return layers;
}
