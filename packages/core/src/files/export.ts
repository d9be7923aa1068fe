import { compvisUnetLayer } from '../formats/bytes.ts';
import type { NamedTensors } from '../kernels/index.ts';
import * as tf from '@tensorflow/tfjs-core';
import { scaling } from '../config.ts';
import { filterShape, pointSizes } from '../convolution.ts';
import { notConvertible, unknownComponent } from '../errors.ts';
import { magnitudeParameter } from '../magnitude.ts';
import { checkRamp } from '../ramp.ts';
import type { Layer } from '../slot.ts';
import { configForLayer } from '../targets.ts';
import type { AdapterArchive, ArchivedLayer } from './archive.ts';
import { disposeArchive } from './archive.ts';
import { nameInPart } from './dialects/model-layers.ts';
import { expertOf } from './experts.ts';
import {
  inFluxNames,
  layerOfFlux2,
  namingOf,
  whyNotInFluxNames,
  type LoraLayer,
} from './flux-layers.ts';
import { toLora } from './to-lora.ts';
import { encodeTensors } from './safetensors.ts';

/** A layer of a plain LoRA, ready to be named by another program's rules. */
interface Exported extends LoraLayer {
  /** The highest rank of all layers. */
  readonly highestRank: number;
}

/** The parts of a pipeline by diffusers' names; other programs read no others. kohya's scripts number the first of XL's text encoders, too. */
const components = /^(unet|transformer|text_encoder(_[123])?)$/;

type Naming = (layer: Exported, component: string) => Record<string, tf.Tensor>;

/** Another program's single-file form: how it names and scales a LoRA's tensors. */
const forms = {
  /**
   * kohya's scripts, ComfyUI, A1111: `lora_unet_<layer with _>.lora_down.weight`, `.lora_up.weight`, `.alpha`. Alpha is kohya's
   * default, 1, in all layers, and the scale goes into `lora_up`: diffusers uses one alpha per file. DoRA's magnitude is
   * LyCORIS's `dora_scale` `[out, 1, …]`, which other programs read differently.
   */
  kohya({ name, layer, scale, down, up, magnitude }, component) {
    const [rank] = down.shape;
    const key = keyInKohya(name, component);
    return {
      [`${key}.lora_down.weight`]: asFilters(down, layer),
      [`${key}.lora_up.weight`]: ofPoints(tf.mul(up, scale * rank), layer),
      [`${key}.alpha`]: tf.scalar(1),
      ...(magnitude && { [`${key}.dora_scale`]: asColumn(magnitude, layer) }),
    };
  },
  /**
   * diffusers: `unet.<layer>.lora_A.weight`. Unless told otherwise it takes alpha to be the rank, the same in all
   * layers. So the scale goes into B, and lower ranks are padded with zeros.
   */
  diffusers({ name, layer, highestRank, scale, down, up, magnitude }, component) {
    const own = component === 'unet' ? compvisUnetLayer(name) : undefined;
    const key = `${component.replace(/_1$/, '')}.${own ?? name}`;
    const more = highestRank - down.shape[0];
    const a: tf.Tensor2D = tf.pad(down, [
      [0, more],
      [0, 0],
    ]);
    const b = tf.pad(tf.mul(up, scale), [
      [0, 0],
      [0, more],
    ]);
    return {
      [`${key}.lora_A.weight`]: asFilters(a, layer),
      [`${key}.lora_B.weight`]: ofPoints(b, layer),
      ...(magnitude && { [`${key}.${magnitudeIn(component)}`]: asInPeft(magnitude, layer) }),
    };
  },
} satisfies Record<string, Naming>;

/** How each form has Flux: kohya's scripts and ComfyUI by its original names, under the prefix of a U-Net. */
const flux = {
  kohya: { naming: 'original', component: 'unet' },
  diffusers: { naming: 'diffusers', component: 'transformer' },
} as const satisfies Record<keyof typeof forms, object>;

/** The single-file forms of other programs that an adapter can be written in. */
export type ExportForm = keyof typeof forms;

/**
 * An adapter as the single safetensors file that another program loads. Exact, as {@link toLora} is.
 * @throws {CoreError} for parts that the form cannot hold: heads, embeddings, other components
 */
export async function encodeExport(
  archive: AdapterArchive,
  form: ExportForm,
  component = archive.component ?? 'unet',
): Promise<Uint8Array<ArrayBuffer>> {
  checkRamp(archive.u);
  const problem = whyNoExport(archive, form, component);
  if (problem) throw problem;
  const { added = {} } = archive;
  const lora = toLora(archive);
  let tensors: Record<string, tf.Tensor> = {};
  try {
    tensors = tf.tidy(() => {
      const own = lora.layers.map((layer) => loraLayer(lora, layer, component));
      const isFlux = namingOf(own) !== undefined;
      const layers = isFlux ? inFluxNames(own, flux[form].naming) : own;
      const highestRank = Math.max(...layers.map(({ down }) => down.shape[0]));
      const part = isFlux ? flux[form].component : component;
      const named = layers.map((layer) => forms[form]({ ...layer, highestRank }, part));
      return Object.assign(differences(added, part), ...named) as Record<string, tf.Tensor>;
    });
    return await encodeTensors(tensors);
  } finally {
    tf.dispose(tensors);
    disposeArchive(lora);
  }
}

/** Whether other programs know a part of a pipeline by this name. */
export const isComponent = (name: string): boolean => components.test(name);

/** Why a form cannot hold an adapter of a part of a pipeline; undefined where it can. */
export function whyNoExport(
  { layers, whole, added = {}, tokens = {} }: AdapterArchive,
  form: ExportForm,
  component: string,
): Error | undefined {
  if (!isComponent(component)) return unknownComponent(component);
  const isFlux = namingOf(layers) !== undefined;
  const isKept = form === 'kohya' && !isFlux;
  const stray =
    [whole, tokens, isKept ? {} : added].flatMap((each) => Object.keys(each))[0] ??
    layers.find(({ layer }) => layer.kind === 'embedding')?.name;
  if (stray !== undefined) return notConvertible(stray, 'a weight of its own', form);
  const expert = layers.find(expertOf);
  if (expert) return notConvertible(expert.name, 'a tensor with those of other experts', form);
  const ofFlux2 = form === 'diffusers' ? layerOfFlux2(layers) : undefined;
  if (ofFlux2 !== undefined)
    return notConvertible(ofFlux2, "a name of Flux.2's original code", form);
  const own = layers.map(({ name, layer }) => ({ name: nameInPart(name, 'transformer'), layer }));
  return isFlux ? whyNotInFluxNames(own, flux[form].naming) : undefined;
}

/** DoRA's magnitude in diffusers, which has transformers load text encoders, and there its full name is needed. */
const magnitudeIn = (component: string): string =>
  component.startsWith('text_encoder') ? 'lora_magnitude_vector.weight' : 'lora_magnitude_vector';

function loraLayer(
  { config }: AdapterArchive,
  { name, layer, parameters }: ArchivedLayer,
  component: string,
): LoraLayer {
  return {
    name: asInClip(nameInPart(name, component), component),
    layer,
    scale: scaling(configForLayer(config, name)),
    down: parameters['lora_A'] as tf.Tensor2D,
    up: parameters['lora_B'] as tf.Tensor2D,
    magnitude: parameters['lora_magnitude_vector'] as tf.Tensor1D | undefined,
  };
}

const keyInKohya = (name: string, component: string): string =>
  `lora_${component.replace(/text_encoder_?/, 'te')}_${name.replaceAll('.', '_')}`;

/** Differences of whole tensors, as LyCORIS and ComfyUI name them beside kohya's LoRAs. */
function differences(added: NamedTensors, component: string): Record<string, tf.Tensor> {
  const named = Object.entries(added).map(([name, tensor]) => {
    const dot = name.lastIndexOf('.');
    const layer = asInClip(nameInPart(name.slice(0, dot), component), component);
    const ending = name.endsWith('.bias') ? 'diff_b' : 'diff';
    return [`${keyInKohya(layer, component)}.${ending}`, tf.clone(tensor)] as const;
  });
  return Object.fromEntries(named);
}

/** CLIP's layers as all programs name them: newer versions of transformers leave out `text_model.`, which diffusers then takes off. */
const asInClip = (name: string, component: string): string =>
  component.startsWith('text_encoder') ? name.replace(/^encoder\.layers\./, 'text_model.$&') : name;

/** A of a convolution, as filters of the layer's kernel size. */
const asFilters = (a: tf.Tensor2D, layer: Layer): tf.Tensor => {
  const shape = filterShape(layer, a.shape[0]);
  return shape ? tf.reshape(a, [...shape]) : a;
};

/** B of a convolution, as pointwise filters. */
const ofPoints = (b: tf.Tensor, layer: Layer): tf.Tensor =>
  tf.reshape(b, [...b.shape, ...pointSizes(layer)]);

/** DoRA's magnitude of rows as `[out, 1, …]`, with as many dimensions as the layer's weight. */
const asColumn = (magnitude: tf.Tensor, layer: Layer): tf.Tensor =>
  tf.reshape(magnitude, [layer.outFeatures, 1, ...pointSizes(layer)]);

/** PEFT keeps a convolution's magnitude in as many dimensions as its filters. */
function asInPeft(magnitude: tf.Tensor, layer: Layer): tf.Tensor {
  const { shape, fileShape = shape } = magnitudeParameter(layer);
  return tf.reshape(magnitude, [...fileShape]);
}
