import { parseJson } from '../../formats/bytes.ts';
import { parseAdapterConfig } from '../../adapter-config.ts';
import { badFile, numberedOtherwise, tokensLeftOut, unreadModules } from '../../errors.ts';
import type { Dialect, ReadOptions, TensorPlace } from '../dialect.ts';
import { settingsMemory, type Source } from '../source.ts';
import {
  clipLayers,
  modulesWith,
  stableDiffusionAttentions,
  transformerLayers,
} from './cloneofsimo-names.ts';
import { chooseComponent } from './component.ts';
import { loraLayers } from './lora-layers.ts';
import { rankSettings } from './ranks.ts';

const keyPattern = /^(unet|text_encoder):(0|[1-9]\d{0,4}):(up|down)$/;
const embedding = '<embed>';

/**
 * cloneofsimo/lora: keys `unet:<number>:up` and `:down`, where the numbers count the linear layers within modules of the classes
 * that the metadata names. The names are those of Stable Diffusion, or of the base where it is given; shapes have to agree. There
 * is no alpha: the update is up · down. Ranks come from the tensors, as in its own reader.
 */
export const cloneofsimo: Dialect = {
  name: 'cloneofsimo/lora',
  recognises: ({ file }) =>
    file.names.some((name) => keyPattern.test(name)) &&
    file.names.every((name) => keyPattern.test(name) || file.metadata[name] === embedding),
  read(source, options) {
    const { file, where } = source;
    const own = file.names.filter((name) => keyPattern.test(name));
    const tokens = file.names.filter((name) => !keyPattern.test(name));
    if (tokens.length > 0) options.onNotice?.(tokensLeftOut(where, tokens));
    const componentOf = (name: string) => keyPattern.exec(name)?.[1] ?? '';
    const component = chooseComponent(where, own.map(componentOf), options);
    const classes = classesOf(source, component);
    const shapes = numberedShapes(source, component);
    const layers = namesOf(source, component, { classes, shapes }, options);
    const entries = layers.flatMap((layer, i): TensorPlace[] => [
      { file: `${component}:${i}:down`, layer, key: 'lora_A.weight' },
      { file: `${component}:${i}:up`, layer, key: 'lora_B.weight' },
    ]);
    const ranked = layers.map((layer, i) => {
      const { rank = 0 } = shapes[i] ?? {};
      return [layer, rank, rank] as const;
    });
    return {
      config: parseAdapterConfig({
        method: 'lora',
        ...rankSettings(ranked),
        target_modules: layers,
      }),
      u: 1,
      component,
      entries,
      layers: loraLayers(source, entries),
    };
  },
};

type NumberedShape = ReturnType<typeof numberedShapes>[number];

/**
 * The shapes of a component's layers, which the file numbers from 0.
 * @throws {CoreError} where a number is left out
 */
function numberedShapes({ file, where }: Source, component: string) {
  const own = file.names.filter((name) => name.startsWith(`${component}:`));
  return Array.from({ length: Math.ceil(own.length / 2) }, (_, i) => {
    const [up, down] = ['up', 'down'].map((side) => `${component}:${i}:${side}`);
    const lacking = [up, down].find((name) => !own.includes(name as string));
    if (lacking !== undefined) throw badFile(where, `it lacks ${lacking}`);
    const [outFeatures = 0] = file.info(up as string).shape;
    const [rank = 0, inFeatures = 0] = file.info(down as string).shape;
    return { rank, inFeatures, outFeatures };
  });
}

/** The layers' names in the order of their numbers. */
function namesOf(
  { where }: Source,
  component: string,
  { classes, shapes }: { classes: readonly string[]; shapes: readonly NumberedShape[] },
  { layerNames, layerShape }: ReadOptions,
): string[] {
  const isText = component === 'text_encoder';
  // A feed-forward layer is not square; the fifth layer shows whether it is between the attentions.
  const fifth = shapes[4];
  const isOlder = fifth !== undefined && fifth.inFeatures !== fifth.outFeatures;
  const parts = isText ? clipLayers : transformerLayers(classes, isOlder);
  const count = shapes.length / parts.length;
  const first = parts[0] ?? '';
  const modules = layerNames
    ? modulesWith(first, layerNames)
    : isText
      ? Array.from({ length: Math.ceil(count) }, (_, i) => `text_model.encoder.layers.${i}`)
      : stableDiffusionAttentions;
  const fail = (problem: string) => numberedOtherwise(where, component, problem);
  if (modules.length !== count)
    throw fail(
      `it has ${shapes.length} of them where ${modules.length * parts.length} are expected`,
    );
  const names = modules.flatMap((module) => parts.map((part) => `${module}.${part}`));
  const misplaced = names.findIndex((name, i) => !fits(name, shapes[i], layerShape));
  if (misplaced >= 0)
    throw fail(`number ${misplaced} does not have the shape of ${names[misplaced]}`);
  return names;
}

const known = ['Attention', 'CrossAttention', 'GEGLU', 'CLIPAttention'];

/** The classes of modules that were adapted, by the metadata. */
function classesOf({ where, file }: Source, component: string): string[] {
  const text = file.metadata[component];
  const fail = (problem: string) => badFile(where, `its metadata of ${component} ${problem}`);
  if (text === undefined) throw fail('is missing');
  const json = parseJson(new TextEncoder().encode(text), settingsMemory, fail);
  if (!Array.isArray(json) || !json.every((name) => typeof name === 'string'))
    throw fail('is not a list of classes');
  const others = json.filter((name) => !known.includes(name));
  if (others.length > 0) throw unreadModules(where, others, known);
  return json;
}

/** Whether a layer can have such factors, judged by the base where it is given, else by which layers are square in every U-Net. */
function fits(
  name: string,
  shape: NumberedShape | undefined,
  layerShape: ReadOptions['layerShape'],
): boolean {
  if (!shape) return false;
  const { inFeatures, outFeatures } = shape;
  const layer = layerShape?.(name);
  if (layer) return layer.inFeatures === inFeatures && layer.outFeatures === outFeatures;
  if (name.endsWith('.proj')) return outFeatures > inFeatures;
  return /attn2\.to_[kv]$/.test(name) || inFeatures === outFeatures;
}
