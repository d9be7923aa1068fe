import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '../kernels/index.ts';
import type { CustomCallbackArgs, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { createAdapter, type Adapter } from '../adapter.ts';
import { alreadyAdapted, groupsInFit, servedInLayersModel } from '../errors.ts';
import { layersOfWeights, ownWeight } from '../layers.ts';
import { mergedLayer } from '../merge.ts';
import { rampAt } from '../ramp.ts';
import type { AdapterConfig } from '../registry.ts';
import type { RandomSource, Slot } from '../slot.ts';
import type { SavedLayers, TargetDefaults } from '../targets.ts';
import { adaptedCall, frozenCall } from './call.ts';
import { isNormalisation, layersModelSlots, layersOf, type HostLayer } from './host-layer.ts';

/** An adapter on a tfjs-layers model, which trains, predicts and is saved as before: `fit` trains the adapter alone. */
export interface AdaptedLayersModel {
  readonly adapter: Adapter;
  /** The current values of the trained tensors. */
  readonly parameters: NamedTensors;
  /** The ramp's value; the adapter's own unless set, or moved by {@link AdaptedLayersModel.ramp}. */
  u: number;
  /** A callback for `fit` that moves u along the ramp, over `totalSteps` steps in all. */
  ramp(totalSteps: number): CustomCallbackArgs;
  /** Writes the adapted weights into the model's own, so that it needs no adapter any more. */
  merge(): void;
  /** Undoes a merge: the model's weights are as before, bit for bit. */
  unmerge(): void;
  /** Takes the adapter off the model and frees its tensors. */
  remove(): void;
}

/**
 * Puts a fresh adapter on a built tfjs-layers model, without rewriting its forward pass: dense layers, embeddings and
 * convolutions run with it wherever they are in the model. Everything else is frozen: batch normalisations use their moving
 * means and variances and do not update them, as in Keras. Compile the model afterwards.
 * @throws {CoreError} where nothing matches, the model has an adapter already, or the method needs rates of its own, which `fit` has no
 *   place for
 */
export function adaptLayersModel(
  model: LayersModel,
  config: AdapterConfig,
  random: RandomSource,
  defaults: TargetDefaults & SavedLayers = {},
): AdaptedLayersModel {
  checkIsFree(model);
  const slots = layersModelSlots(model);
  let adapter: Adapter | undefined;
  try {
    adapter = createAdapter(slots, config, random, defaults);
    return attachAdapter(model, adapter, { slots });
  } catch (error) {
    tf.dispose([adapter?.parameters, adapter?.start, adapter?.untrained]);
    throw servedInLayersModel(error);
  }
}

/**
 * Like {@link adaptLayersModel}, with an adapter that was made, or loaded, on the model's {@link layersModelSlots}.
 * @throws {CoreError} where the model has an adapter already, or the method needs learning rates of its own
 */
export function attachAdapter(
  model: LayersModel,
  adapter: Adapter,
  { slots = layersModelSlots(model) }: { slots?: readonly Slot[] } = {},
): AdaptedLayersModel {
  if (Object.values(adapter.groups).some(({ lrScale }) => lrScale !== 1))
    throw groupsInFit(adapter.config.method);
  checkIsFree(model);
  const base = model.weights;
  const Variable = base[0]?.constructor as typeof LayerVariable;
  const variables = Object.entries(adapter.parameters).map(
    ([name, first]) => [name, new Variable(first, 'float32', name, true)] as const,
  );
  const parameters = Object.fromEntries(variables.map(([name, one]) => [name, one.read()]));
  const whole = { ...parameters, ...adapter.untrained };

  let { u } = adapter;
  let drawn = 0;
  const apply = (training: boolean) => {
    const seed = training && adapter.config.lora_dropout > 0;
    return adapter.apply(
      whole,
      tf.scalar(u),
      // Sites are added to the first value, so only the second distinguishes calls.
      seed ? tf.tensor1d([0, drawn++], 'int32') : undefined,
    );
  };

  const hosts = layersOf(model);
  const untrained = layersOfWeights(Object.keys(adapter.untrained));
  const own = [...adapter.saved, ...adapter.biases, ...untrained];
  const touched = [...new Set([...adapter.targets, ...own])].map((name) => ({
    slot: slots.find((slot) => slot.name === name) as Slot,
    host: hosts.get(name) as HostLayer,
  }));
  const normalisations = [...hosts.values()].filter(isNormalisation);
  const calls = [
    ...touched.map(({ host, slot }) => [host, adaptedCall(host, slot.name, apply)] as const),
    ...normalisations.map((host) => [host, frozenCall(host)] as const),
  ];
  const adapt = () => calls.forEach(([host, call]) => Object.assign(host, { call }));
  const restore = () => calls.forEach(([host]) => Reflect.deleteProperty(host, 'call'));

  const takes = [model, ...calls.map(([host]) => host)];
  for (const one of takes) taken.add(one);
  const listed = variables.map(([, variable]) => variable);
  const release = train(model, listed, base);
  adapt();

  let before: ReturnType<typeof swapped>[] | undefined;
  return {
    adapter,
    parameters,
    get u() {
      return u;
    },
    set u(value) {
      u = value;
    },
    ramp(totalSteps) {
      let step = 0;
      const move = () => void (u = rampAt(adapter.config, step, totalSteps));
      return { onTrainBegin: move, onBatchEnd: () => (step++, move()) };
    },
    merge() {
      if (before) return;
      before = touched.flatMap(({ slot, host }) => {
        const { name } = slot;
        const { weight, bias } = tf.tidy(() => {
          const isTarget = adapter.targets.includes(name);
          const updates = isTarget ? [adapter.update(name, whole, tf.scalar(u))] : [];
          return mergedLayer(slot, updates, ownWeight(name, whole));
        });
        const { kernel, embeddings, bias: own } = host;
        const undo = [swapped((kernel ?? embeddings) as LayerVariable, weight)];
        return bias && own ? [...undo, swapped(own as LayerVariable, tf.clone(bias))] : undo;
      });
      restore();
    },
    unmerge() {
      before?.forEach(({ undo }) => undo());
      before = undefined;
      adapt();
    },
    remove() {
      for (const one of takes) taken.delete(one);
      restore();
      release();
      before?.forEach(({ old }) => old.dispose());
      listed.forEach((variable) => variable.dispose());
      tf.dispose([adapter.parameters, adapter.start, adapter.untrained]);
    },
  };
}

/** The models that have an adapter, and the layers that run with one. */
const taken = new WeakSet<object>();

function checkIsFree(model: LayersModel): void {
  if ([model, ...layersOf(model).values()].some((one) => taken.has(one)))
    throw alreadyAdapted(model.name);
}

/** Makes `fit` train these variables while `save` and `getWeights` keep the model's own; returns a function that undoes it. */
function train(model: LayersModel, variables: LayerVariable[], base: LayerVariable[]): () => void {
  const get = <T>(value: T) => ({ get: () => value, configurable: true });
  const list = (one: LayersModel | null | undefined): void => {
    if (!one) return;
    Object.defineProperties(one, { trainableWeights: get(variables), weights: get(base) });
    const compiled = one as unknown as { collectedTrainableWeights?: LayerVariable[] | null };
    if (compiled.collectedTrainableWeights) compiled.collectedTrainableWeights = variables;
  };
  // A Sequential trains an inner model, which it rebuilds whenever it is compiled.
  const outer = model as { model?: LayersModel | null };
  const build = model.build.bind(model);
  const buildAndList: typeof build = (shape) => {
    build(shape);
    list(outer.model);
  };
  list(model);
  list(outer.model);
  Object.assign(model, { build: buildAndList });
  return () => {
    Reflect.deleteProperty(model, 'build');
    for (const one of [model, outer.model])
      for (const name of ['trainableWeights', 'weights'])
        if (one) Reflect.deleteProperty(one, name);
  };
}

/** Writes a value into a variable, and frees it. Returns the former tensor, and a function that restores it and frees the new one. */
function swapped(variable: LayerVariable, value: tf.Tensor) {
  const old = tf.clone(variable.read());
  variable.write(value);
  value.dispose();
  const undo = () => {
    variable.write(old);
    old.dispose();
  };
  return { old, undo };
}
