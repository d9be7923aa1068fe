import type { CommonConfig } from './config.ts';
import { everythingExcluded, noTargets, nothingMatched } from './errors.ts';
import { endMatch, endsWithName, layerIndex, patternValue, wholeMatch } from './pattern.ts';
import type { NamedLayer } from './slot.ts';

/** The model's choices where the configuration makes none. */
export interface TargetDefaults {
  readonly targetModules?: readonly string[];
  readonly modulesToSave?: readonly string[];
}

/** The treatment of the layers that are saved whole. */
export interface SavedLayers {
  /** Layers that are saved with the adapter and not trained. Default: none. */
  readonly untrained?: readonly string[];
}

/** The layers that get an adapter, and those that are trained whole: names, in the model's order. */
export interface Targets {
  readonly adapted: readonly string[];
  readonly saved: readonly string[];
}

// Heads by convention, which PEFT's "all-linear" leaves out.
const heads = ['classifier', 'score', 'lm_head'];

/** PEFT's rule for `modules_to_save`: a module on the path ends with the name, so `classifier` names `pre_classifier` too. */
export const isSaved = (path: string, module: string): boolean => `${path}.`.includes(`${module}.`);

/** The configuration with the model's suggestions where it is silent. */
export function withDefaults<C extends CommonConfig>(config: C, defaults: TargetDefaults = {}): C {
  const target = config.target_modules ?? defaults.targetModules;
  const save = config.modules_to_save ?? defaults.modulesToSave;
  return {
    ...config,
    ...(target && { target_modules: typeof target === 'string' ? target : [...target] }),
    ...(save && { modules_to_save: [...save] }),
  };
}

/**
 * Chooses layers by PEFT's rules: a string is a regular expression for the whole path, a list holds exact names or
 * last parts, `all-linear` is every linear layer except the head. Layers that are excluded, saved whole or not in
 * `layers_to_transform` are then left out.
 * @throws {CoreError} where no layer is left
 */
export function chooseTargets(layers: readonly NamedLayer[], config: CommonConfig): Targets {
  const paths = layers.map(({ name }) => name);
  const {
    target_modules: target,
    exclude_modules: exclude,
    modules_to_save: modules = [],
  } = config;
  if (target === undefined) throw noTargets();
  const saved = paths.filter((path) => modules.some((module) => isSaved(path, module)));
  const matches = matcher('target_modules', target);
  const matched = layers.filter(matches);
  if (matched.length === 0) throw nothingMatched('target_modules', [target].flat(), paths);
  const isExcluded = exclude === undefined ? () => false : matcher('exclude_modules', exclude);
  const chosen = chosenLayers(config);
  const adapted = matched
    .filter((layer) => !saved.includes(layer.name) && !isExcluded(layer) && chosen(layer.name))
    .map(({ name }) => name);
  if (adapted.length === 0) throw everythingExcluded('target_modules');
  return { adapted, saved };
}

/**
 * Refuses names and patterns that match nothing. PEFT accepts them where others match. In handwritten settings they
 * are nearly always typing errors, and a layer left out silently is hard to notice.
 */
export function checkNames(
  layers: readonly NamedLayer[],
  config: CommonConfig,
  { adapted }: Targets,
): void {
  const paths = layers.map(({ name }) => name);
  const check = (
    field: string,
    names: readonly string[],
    among: readonly string[],
    rule: (name: string) => (path: string) => boolean,
  ) => {
    const lost = names.filter((name) => !among.some(rule(name)));
    if (lost.length > 0) throw nothingMatched(field, lost, among);
  };
  const { target_modules: target, exclude_modules: exclude, modules_to_save: save = [] } = config;
  const ends = (name: string) => (path: string) => endsWithName(path, name);
  check('modules_to_save', save, paths, (name) => (path) => isSaved(path, name));
  if (Array.isArray(target)) check('target_modules', target, paths, ends);
  if (Array.isArray(exclude)) check('exclude_modules', exclude, paths, ends);
  for (const field of ['rank_pattern', 'alpha_pattern'] as const)
    check(field, Object.keys(config[field]), adapted, (pattern) => endMatch(field, pattern));
}

/** The configuration with the adapted layers' names for `all-linear`, which PEFT reads by the class of the model and the task. */
export const namedTargets = <C extends CommonConfig>(config: C, adapted: readonly string[]): C =>
  isAllLinear(config.target_modules) ? { ...config, target_modules: [...adapted] } : config;

const isAllLinear = (target: CommonConfig['target_modules']): boolean =>
  typeof target === 'string' && target.toLowerCase() === 'all-linear';

function matcher(
  field: string,
  target: string | readonly string[],
): (layer: NamedLayer) => boolean {
  if (typeof target !== 'string') {
    return ({ name }) => target.some((wanted) => endsWithName(name, wanted));
  }
  if (isAllLinear(target)) {
    return ({ kind, name }) => (kind === 'linear' || kind === 'conv1d') && !heads.includes(name);
  }
  const matches = wholeMatch(field, target);
  return ({ name }) => matches(name);
}

/** Whether `target_modules` names a linear layer. */
export const isTargeted = ({ target_modules: target }: CommonConfig, name: string): boolean =>
  target !== undefined &&
  matcher('target_modules', target)({ name, kind: 'linear', inFeatures: 1, outFeatures: 1 });

/** Whether a path is in a layer that `layers_to_transform` names; exact targets are exempt, as in PEFT. */
function chosenLayers(config: CommonConfig): (path: string) => boolean {
  const { layers_to_transform: chosen, layers_pattern: lists, target_modules: target } = config;
  if (chosen === undefined) return () => true;
  const indices = new Set([chosen].flat());
  const indexOf = layerIndex('layers_pattern', lists === undefined ? undefined : [lists].flat());
  return (path) => {
    if (Array.isArray(target) && target.includes(path)) return true;
    const index = indexOf(path);
    return index !== undefined && indices.has(index);
  };
}

/** The configuration as one layer sees it: `rank_pattern` and `alpha_pattern` applied. */
export function configForLayer<C extends CommonConfig>(config: C, path: string): C {
  return {
    ...config,
    r: patternValue('rank_pattern', config.rank_pattern, path) ?? config.r,
    lora_alpha: patternValue('alpha_pattern', config.alpha_pattern, path) ?? config.lora_alpha,
  };
}
