import * as tf from '@tensorflow/tfjs-core';
import { scaling } from '../config.ts';
import { configForLayer } from '../targets.ts';
import { methodOf } from '../adapter-config.ts';
import { checkRamp } from '../ramp.ts';
import { notConvertible } from '../errors.ts';
import { disposeArchive, type AdapterArchive } from './archive.ts';
import { inBothNames, isOfClipText, namedByEnds } from './clip-names.ts';
import { expertOf } from './experts.ts';
import { encodeExport, whyNoExport } from './export.ts';
import { modelCard } from './model-card.ts';
import { encodeOwn, isMoreThanPeft, ownFile } from './own-file.ts';
import { toPeftConfig } from './peft-config.ts';
import { peftPrefix, tokensEnding, wholeKey } from './peft-names.ts';
import { asF32, asJson, asSafetensors, settled, type F32 } from './safetensors.ts';
import { isTied, isTokenHead } from './tied-head.ts';
import { toLora } from './to-lora.ts';

/** diffusers' name for the file of a pipeline's adapters, which it takes in a folder before any other. */
export const diffusersFile = 'pytorch_lora_weights.safetensors';

/** The files of an adapter's folder by name. */
export type AdapterFiles = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/**
 * An adapter as the files of PEFT's folder layout: `adapter_model.safetensors`, `adapter_config.json` and a model card.
 * Keys are `base_model.model.<layer>.<key>`, without the adapter's name. An adapter that PEFT does not know is written
 * twice: as a plain LoRA with the same update, made by {@link toLora}, and in its own form, in `adapter.singlora`. An adapter
 * of a pipeline's part is written for diffusers, too, unless it has whole weights, which diffusers does not read.
 * @throws {CoreError} for values that are not finite, and a ramp's value outside 0 to 1
 */
export async function encodeAdapter(archive: AdapterArchive): Promise<AdapterFiles> {
  const { u, component } = archive;
  checkRamp(u);
  const isForDiffusers = component !== undefined && !whyNoExport(archive, 'diffusers', component);
  const others = {
    'README.md': new TextEncoder().encode(modelCard(archive, isForDiffusers)),
    ...(isForDiffusers && { [diffusersFile]: await encodeExport(archive, 'diffusers') }),
  };
  if (!isMoreThanPeft(archive)) return { ...(await encodeLora(archive)), ...others };
  const lora = toLora(archive);
  try {
    return { ...(await encodeLora(lora)), ...others, [ownFile]: await encodeOwn(archive) };
  } finally {
    disposeArchive(lora);
  }
}

async function encodeLora(archive: AdapterArchive): Promise<AdapterFiles> {
  const expert = archive.layers.find(expertOf);
  if (expert)
    throw notConvertible(
      expert.name,
      'a tensor with those of other experts',
      'what is written here',
    );
  const table = archive.layers.find(
    ({ name, layer }) => layer.isParameter && isTied(name) && !isTokenHead(name),
  );
  if (table)
    throw notConvertible(table.name, 'its table adapted as a parameter', 'what is written here');
  const method = methodOf(archive.config);
  const tensors = new Map<string, Promise<F32>>();
  for (const { name, layer, parameters } of archive.layers) {
    const specs = method.parameters(layer, configForLayer(archive.config, name));
    for (const [parameter, { key, shape, fileShape }] of Object.entries(specs)) {
      tensors.set(
        `${peftPrefix}${name}.${key}`,
        asF32(parameters[parameter] as tf.Tensor, fileShape ?? shape),
      );
    }
  }
  const adapted = new Set(archive.layers.map(({ name }) => name));
  const { added = {} } = archive;
  const own = Object.keys(added).find((name) => !adapted.has(name.replace(/\.bias$/, '')));
  if (own !== undefined) throw notConvertible(own, 'a difference of its own', "PEFT's LoRA");
  const [bias] = Object.keys(added);
  if (bias !== undefined) {
    if (method.sides.magnitude)
      throw notConvertible(bias, 'a difference of its own', "PEFT's DoRA");
    for (const { name, layer } of archive.layers) {
      const scale = scaling(configForLayer(archive.config, name));
      const given = added[`${name}.bias`];
      const biases = tf.tidy(() =>
        given && scale !== 0 ? tf.div(given, scale) : tf.zeros([layer.outFeatures]),
      );
      tensors.set(
        `${peftPrefix}${name}.lora_B.bias`,
        asF32(biases).finally(() => {
          biases.dispose();
        }),
      );
    }
  }
  const tokens = new Set(Object.keys(archive.tokens ?? {}));
  for (const [name, tensor] of Object.entries(archive.whole)) {
    tensors.set(wholeKey(name, adapted, tokens), asF32(tensor));
  }
  for (const [layer, { rows }] of Object.entries(archive.tokens ?? {}))
    tensors.set(`${peftPrefix}${layer}${tokensEnding}`, asF32(rows));
  const isText = isOfClipText(archive);
  const settings = {
    ...toPeftConfig(isText ? namedByEnds(archive) : archive),
    // PEFT takes a bias of B with this start alone.
    ...(bias !== undefined && { lora_bias: true, init_lora_weights: true }),
  };
  // diffusers reads no adapter_config.json, and takes alpha to be the rank where the file itself does not say.
  // It also drops units at a stated rate when it only draws.
  const said = Object.entries({ ...settings, lora_dropout: 0 });
  const prefixed = said.map(([key, value]) => [`${peftPrefix}${key}`, value]);
  const metadata = { lora_adapter_metadata: JSON.stringify(Object.fromEntries(prefixed)) };
  const named = await settled(tensors);
  return {
    'adapter_model.safetensors': asSafetensors(isText ? inBothNames(named) : named, metadata),
    'adapter_config.json': asJson(settings),
  };
}
