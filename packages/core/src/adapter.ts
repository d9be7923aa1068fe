import * as tf from '@tensorflow/tfjs-core';
import { dropout, widened, type NamedTensors } from './kernels/index.ts';
import { checkDeclared } from './check-declared.ts';
import { checkSavable } from './check-savable.ts';
import { scaling } from './config.ts';
import {
  badRandom,
  badShape,
  badSlots,
  missingParameters,
  unknownSlot,
  unsupportedLayer,
} from './errors.ts';
import { weightUpdate, type LayerValues } from './factors.ts';
import { initialTensor, isTakenOff, layerStart, type LayerStart } from './init.ts';
import { checkSlot, runSlot, layerOf, ownWeight, slotFinder, weightMatrix } from './layers.ts';
import {
  trained,
  trainedWithoutDecay,
  type ParameterGroup,
  type ParameterSpec,
  type WeightUpdate,
} from './method.ts';
import { methodOf, parseAdapterConfig } from './adapter-config.ts';
import type { AdapterConfig } from './registry.ts';
import type { ApplySlot, Layer, RandomSource, Slot } from './slot.ts';
import {
  checkNames,
  chooseTargets,
  configForLayer,
  withDefaults,
  type SavedLayers,
  type TargetDefaults,
} from './targets.ts';

/**
 * An adapter on a frozen model: its layers, its trainable tensors, and a pure function that runs the model's
 * layers with them. It holds the initial values only; the trainer owns the current ones.
 */
export interface Adapter {
  /** The configuration, with the model's defaults for target_modules and modules_to_save filled in. */
  readonly config: AdapterConfig;
  /** The adapted layers' names. */
  readonly targets: readonly string[];
  readonly layers: ReadonlyMap<string, AdaptedLayer>;
  /** The layers trained and saved whole. */
  readonly saved: readonly string[];
  /** The other layers whose bias is trained, and is saved with the adapter. */
  readonly biases: readonly string[];
  /**
   * The tensors that are saved but not trained, by full name: those of layers kept whole and those that the
   * method freezes.
   */
  readonly untrained: NamedTensors;
  /** The initial values `<layer>.<parameter>` whose update is subtracted from the weight, for layers that start so. */
  readonly start: NamedTensors;
  /**
   * The initial values of all trainable tensors: `<layer>.<parameter>`, and `<layer>.weight` and `.bias` where these
   * are trained.
   */
  readonly parameters: NamedTensors;
  /** The ramp's value at which the initial values were saved; 1 for a fresh adapter. */
  readonly u: number;
  readonly groups: Readonly<Record<string, ParameterGroup>>;
  /** The constant tensors that `apply` uses: the model's untrained weights and biases, the method's frozen tensors, and the start. */
  readonly frozen: readonly tf.Tensor[];
  /**
   * Binds current values and the ramp's value u (a scalar; 1 for methods without a ramp). `seed` (int32 `[2]`) turns the
   * adapter's dropout on.
   */
  apply(parameters: NamedTensors, u: tf.Scalar, seed?: tf.Tensor1D): ApplySlot;
  /** The update of one adapted layer's weight as factors. */
  update(slot: string, parameters: NamedTensors, u: tf.Scalar): WeightUpdate;
  /** The number of trained parameters, in all. */
  readonly trainable: number;
  /** The number of trained parameters in the adapted layers, without layers trained whole. */
  readonly adapterParameters: number;
}

/** A layer with an adapter, its configuration and its parameters. */
export interface AdaptedLayer {
  readonly layer: Layer;
  /** The configuration, with the layer's own rank and alpha. */
  readonly config: AdapterConfig;
  /** Its parameters by short name, as the method declares them. */
  readonly specs: Readonly<Record<string, ParameterSpec>>;
}

/** A source of initial values. */
export interface InitialValues {
  /** The initial value of an adapted layer's parameter, in the shape that `spec` gives; `parameter` is its short name. */
  adapted(slot: Slot, parameter: string, spec: ParameterSpec): tf.Tensor;
  /** The parameter values, by short name, whose update is subtracted from the layer's weight, if any. */
  start?(
    slot: Slot,
    parameters: NamedTensors,
    specs: AdaptedLayer['specs'],
  ): NamedTensors | undefined;
  /**
   * The initial value of a tensor of a layer that is trained whole: `name` ends in `.weight` or `.bias`, `base` is
   * the model's own.
   */
  whole(name: string, base: tf.Tensor): tf.Tensor;
  /** The ramp's value at which the adapter was saved. Default: 1. */
  readonly u?: number;
}

const trainsBias = ({ bias }: AdapterConfig, adapted: readonly string[], name: string): boolean =>
  bias === 'all' || (bias === 'lora_only' && adapted.includes(name));

// Dropout sites of adapters start here, clear of the model's own.
const firstDropoutSite = 1 << 16;

/** A model without adapters. */
export function frozen(slots: readonly Slot[]): ApplySlot {
  const find = slotFinder(slots);
  return (name, x) => tf.tidy(() => runSlot(find(name), x));
}

/**
 * A model without adapters whose layers are trained whole: they use the tensors in `values`, by full name, which
 * have gradients. A layer whose weight is not in `values` is frozen.
 */
export function trainedWhole(slots: readonly Slot[], values: NamedTensors): ApplySlot {
  const find = slotFinder(slots);
  return (name, x) => tf.tidy(() => runSlot(find(name), x, [], ownWeight(name, values)));
}

/**
 * Puts a fresh adapter on a model's layers. The same slots, configuration and random numbers give the same adapter.
 * @throws {CoreError} where nothing matches, or the method cannot serve a matched layer
 */
export function createAdapter(
  slots: readonly Slot[],
  config: AdapterConfig,
  random: RandomSource,
  { untrained = [], ...defaults }: TargetDefaults & SavedLayers = {},
): Adapter {
  if (!isList(slots)) throw badSlots(slots);
  const resolved = withDefaults(parseAdapterConfig(config), defaults);
  checkRandom(random);
  checkNames(slots, resolved, chooseTargets(slots, resolved));
  const starts = new Map(
    slots.map((slot) => [slot.name, layerStart(slot.name, () => weightMatrix(slot), random)]),
  );
  const made: tf.Tensor[] = [];
  const kept = <T extends tf.Tensor>(tensor: T): T => {
    made.push(tensor);
    return tensor;
  };
  const initial: InitialValues = {
    adapted: ({ name }, _parameter, { init, shape }) =>
      kept(initialTensor(init, shape, random, starts.get(name) as LayerStart)),
    start: (_slot, parameters, specs) =>
      Object.values(specs).some(({ init }) => isTakenOff(init))
        ? Object.fromEntries(
            Object.entries(parameters).map(([parameter, tensor]) => [
              parameter,
              kept(tf.clone(tensor)),
            ]),
          )
        : undefined,
    whole: (_name, base) => kept(tf.tidy(() => tf.clone(widened(base)))),
  };
  try {
    return assembleAdapter(slots, resolved, initial, { untrained });
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

/** Whether a JavaScript caller gave a list; `Array.isArray` itself would make the type `any`. */
const isList = (value: unknown): boolean => Array.isArray(value);

function checkRandom(random: Partial<RandomSource> | undefined): void {
  const lacking = (['uniform', 'normal'] as const).filter(
    (name) => typeof random?.[name] !== 'function',
  );
  if (lacking.length > 0) throw badRandom(lacking);
}

/** Like {@link createAdapter}, with initial values from any source, such as a file. */
export function assembleAdapter(
  slots: readonly Slot[],
  config: AdapterConfig,
  initial: InitialValues,
  { untrained: asTheyAre = [] }: SavedLayers = {},
): Adapter {
  slots.forEach(checkSlot);
  const find = slotFinder(slots);
  const method = methodOf(config);
  const { adapted, saved: kept } = chooseTargets(slots, config);
  const saved = kept.filter((name) => !asTheyAre.includes(name));
  const parameters: NamedTensors = {};
  const untrained: NamedTensors = {};
  const start: NamedTensors = {};
  const groups: Record<string, ParameterGroup> = {};
  const layers = new Map<string, AdaptedLayer>();

  for (const name of adapted) {
    const slot = find(name);
    if (!method.kinds.includes(slot.kind)) {
      throw unsupportedLayer(method.name, name, slot.kind, method.kinds);
    }
    const own = configForLayer(config, name);
    const specs = method.parameters(slot, own);
    checkDeclared(method, slot, own, specs);
    for (const [parameter, spec] of Object.entries(specs)) {
      const full = `${name}.${parameter}`;
      const isFrozen = spec.group === 'frozen';
      (isFrozen ? untrained : parameters)[full] = initial.adapted(slot, parameter, spec);
      if (spec.group !== 'frozen') groups[full] = spec.group;
    }
    const layer = { layer: layerOf(slot), config: own, specs };
    layers.set(name, layer);
    const first = layerParameters(name, layer, { ...untrained, ...parameters });
    const takenOff = initial.start?.(slot, first, specs) ?? {};
    for (const [parameter, tensor] of Object.entries(takenOff))
      start[`${name}.${parameter}`] = tensor;
  }
  const size = () => Object.values(parameters).reduce((sum, tensor) => sum + tensor.size, 0);
  const adapterParameters = size();
  const ofMethod = Object.values(untrained);

  const wholes: string[] = [];
  const groupOf = { weight: trained, bias: method.wholeBias?.(config) ?? trainedWithoutDecay };
  for (const name of kept) {
    const isTrained = saved.includes(name);
    for (const part of ['weight', 'bias'] as const) {
      const base = find(name)[part];
      if (!base) continue;
      const full = `${name}.${part}`;
      wholes.push(full);
      (isTrained ? parameters : untrained)[full] = initial.whole(full, base);
      if (isTrained) groups[full] = groupOf[part];
    }
  }

  const biases = slots
    .filter(({ name, bias }) => bias && !kept.includes(name) && trainsBias(config, adapted, name))
    .map(({ name }) => name);
  for (const name of biases) {
    const full = `${name}.bias`;
    wholes.push(full);
    parameters[full] = initial.whole(full, find(name).bias as tf.Tensor1D);
    groups[full] = groupOf.bias;
  }

  checkSavable(method, slots, config, adapted, wholes);

  const update: Adapter['update'] = (name, values, u) => {
    const layer = layers.get(name);
    if (!layer) throw unknownSlot(name, adapted);
    const all = { ...untrained, ...values };
    const scale = tf.mul<tf.Scalar>(u, scaling(layer.config));
    return weightUpdate(find(name), layerValues(name, layer, all, start), layer.config, scale);
  };

  const ofModel = slots
    .filter(({ name }) => !saved.includes(name))
    .flatMap(({ name, weight, bias }) =>
      bias && !biases.includes(name) ? [weight, bias] : [weight],
    );

  const site = (name: string) => firstDropoutSite + adapted.indexOf(name);

  return {
    config,
    targets: adapted,
    layers,
    saved,
    biases,
    untrained,
    start,
    parameters,
    u: initial.u ?? 1,
    groups,
    frozen: [...ofModel, ...ofMethod, ...Object.values(start)],
    trainable: size(),
    adapterParameters,
    update,
    apply(values, u, seed) {
      checkParameters(parameters, values);
      return (name, x) =>
        tf.tidy(() => {
          const slot = find(name);
          const layer = layers.get(name);
          const own = ownWeight(name, values);
          if (!layer) return runSlot(slot, x, [], own);
          const drops = seed && config.lora_dropout > 0 && slot.kind !== 'embedding';
          const input = drops ? { input: dropout(x, config.lora_dropout, seed, site(name)) } : {};
          return runSlot(slot, x, [{ ...update(name, values, u), ...input }], own);
        });
    },
  };
}

/** Throws unless there is a value of the right shape for each parameter. */
export function checkParameters(parameters: NamedTensors, values: NamedTensors): void {
  const missing = Object.keys(parameters).filter((name) => !(name in values));
  if (missing.length > 0) throw missingParameters(missing);
  for (const [name, { shape }] of Object.entries(parameters)) {
    const found = (values[name] as tf.Tensor).shape;
    if (found.join() !== shape.join()) throw badShape(name, 'parameter', found, [shape]);
  }
}

/** One layer's tensors by their short names. */
export function layerParameters(
  name: string,
  { specs }: AdaptedLayer,
  values: NamedTensors,
): NamedTensors {
  return Object.fromEntries(
    Object.keys(specs).map((parameter) => [parameter, values[`${name}.${parameter}`] as tf.Tensor]),
  );
}

/** One layer's values among those of an adapter and of its start. */
export function layerValues(
  name: string,
  layer: AdaptedLayer,
  values: NamedTensors,
  start: NamedTensors,
): LayerValues {
  const isTakenOff = Object.keys(layer.specs).some((parameter) => `${name}.${parameter}` in start);
  return {
    parameters: layerParameters(name, layer, values),
    ...(isTakenOff && { start: layerParameters(name, layer, start) }),
  };
}
