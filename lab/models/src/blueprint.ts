import type { NamedTensors } from '@singlora/core/kernels';
import { unsupportedArchitecture } from './errors.ts';
import type { Module } from './module.ts';

/** One configuration of an architecture: a model's modules, and how it runs. */
export interface Blueprint<Network extends object = object> {
  /** The architecture's name, as the config.json has it. */
  architecture: string;
  /** All modules, in the order of the forward pass. */
  modules: readonly Module[];
  /** A prefix that the names of a bare model's checkpoint lack, such as `bert.`. */
  prefix?: string;
  /** The current name of a tensor, given one that may be outdated. */
  renamed?: (name: string) => string;
  /** Further weights that a checkpoint may hold, such as its pretraining head. */
  ignored: readonly RegExp[];
  /** The modules that get adapters by default. */
  defaultTargets: readonly string[];
  /** Modules to be trained whole beside an adapter. */
  modulesToSave?: readonly string[];
  /** The model with these weights, by full name; it frees its intermediate tensors. */
  network(weights: NamedTensors): Network;
}

/** A family of models: how its config.json is read. */
export interface Architecture<Described extends Blueprint> {
  /** The values of `model_type` that belong to it. */
  modelTypes: readonly string[];
  /**
   * The blueprint that the content of a config.json describes; `source` names it in errors.
   * @param dropout replaces all of its dropout rates
   * @throws {ModelError} `MODEL_CONFIG`, naming each wrong field
   */
  read(source: string, json: unknown, dropout?: number): Described;
}

/**
 * The blueprint that the content of a config.json describes, read by the matching architecture. `source`
 * names it in errors, and `dropout` replaces all of its dropout rates.
 * @throws {ModelError} `MODEL_UNSUPPORTED` for another `model_type`, `MODEL_CONFIG` for wrong fields
 */
export function describedBlueprint<Described extends Blueprint>(
  architectures: readonly Architecture<Described>[],
  source: string,
  json: unknown,
  dropout?: number,
): Described {
  const modelType = (json as { model_type?: unknown } | null)?.model_type;
  const architecture = architectures.find(({ modelTypes }) =>
    modelTypes.includes(modelType as string),
  );
  if (!architecture) {
    const supported = architectures.flatMap(({ modelTypes }) => modelTypes);
    throw unsupportedArchitecture(source, 'model_type', modelType, supported);
  }
  return architecture.read(source, json, dropout);
}
