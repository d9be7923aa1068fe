import type { CommonConfig } from './config.ts';
import { everythingExcluded, noTargets, nothingMatched } from './errors.ts';
import { endsWithName, patternValue, wholeMatch } from './pattern.ts';
import type { Layer } from './slot.ts';

/** What a model suggests where the configuration is silent. */
export interface TargetDefaults {
  readonly targetModules?: readonly string[];
  readonly modulesToSave?: readonly string[];
}

/** Which layers get an adapter, and which are trained whole. Names, in the model's order. */
export interface Targets {
  readonly adapted: readonly string[];
  readonly saved: readonly string[];
}

type NamedLayer = Layer & { readonly name: string };
// Heads by convention, which PEFT's "all-linear" leaves alone.
const heads = ['classifier', 'score', 'lm_head'];

const within = (path: string, module: string): boolean => `.${path}.`.includes(`.${module}.`);

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
 * last parts, `all-linear` is every linear layer but the head; then the excluded, the saved whole and the layers not
 * in `layers_to_transform` are taken away. Unlike PEFT, a name in a list that matches nothing is an error, because
 * it is a typing error nearly always.
 */
export function chooseTargets(layers: readonly NamedLayer[], config: CommonConfig): Targets {
  const paths = layers.map(({ name }) => name);
  const modules = config.modules_to_save ?? [];
  for (const module of modules) {
    if (!paths.some((path) => within(path, module))) {
      throw nothingMatched('modules_to_save', module, paths);
    }
  }
  const saved = paths.filter((path) => modules.some((module) => within(path, module)));
  const target = config.target_modules;
  if (target === undefined) throw noTargets();

  const matched = matching('target_modules', target, layers);
  const excluded = new Set([...saved, ...excludedPaths(config, paths)]);
  const adapted = matched.filter((path) => !excluded.has(path) && inChosenLayers(path, config));
  if (adapted.length === 0) throw everythingExcluded('target_modules');
  for (const field of ['rank_pattern', 'alpha_pattern'] as const) {
    for (const [pattern, value] of Object.entries(config[field])) {
      if (!adapted.some((path) => patternValue(field, { [pattern]: value }, path) !== undefined)) {
        throw nothingMatched(field, pattern, adapted);
      }
    }
  }
  return { adapted, saved };
}

function matching(
  field: string,
  target: string | readonly string[],
  layers: readonly NamedLayer[],
): string[] {
  const paths = layers.map(({ name }) => name);
  if (typeof target !== 'string') {
    for (const name of target) {
      if (!paths.some((path) => endsWithName(path, name))) throw nothingMatched(field, name, paths);
    }
    return paths.filter((path) => target.some((name) => endsWithName(path, name)));
  }
  if (target.toLowerCase() === 'all-linear') {
    return layers
      .filter(({ kind, name }) => (kind === 'linear' || kind === 'conv1d') && !heads.includes(name))
      .map(({ name }) => name);
  }
  const expression = wholeMatch(field, target);
  const matched = paths.filter((path) => expression.test(path));
  if (matched.length === 0) throw nothingMatched(field, target, paths);
  return matched;
}

function excludedPaths({ exclude_modules: exclude }: CommonConfig, paths: readonly string[]) {
  if (exclude === undefined) return [];
  const match = typeof exclude === 'string' ? wholeMatch('exclude_modules', exclude) : undefined;
  return paths.filter((path) =>
    match ? match.test(path) : (exclude as string[]).some((name) => endsWithName(path, name)),
  );
}

const anywhere = (list: string): string => `(?:.*?\\.)?(?:${list})`;

/** Whether the path lies in a layer that `layers_to_transform` names; an exact target is exempt in PEFT, and here. */
function inChosenLayers(path: string, config: CommonConfig): boolean {
  const { layers_to_transform: chosen, layers_pattern: pattern, target_modules: target } = config;
  if (chosen === undefined || (Array.isArray(target) && target.includes(path))) return true;
  const lists = pattern === undefined ? ['.*?\\.[^.]*'] : [pattern].flat().map(anywhere);
  const index = lists
    .map((list) => wholeMatch('layers_pattern', `${list}\\.(\\d+)\\..*`).exec(path)?.[1])
    .find((found) => found !== undefined);
  return index !== undefined && [chosen].flat().includes(Number(index));
}

/** The configuration as one layer sees it: `rank_pattern` and `alpha_pattern` applied. */
export function configForLayer<C extends CommonConfig>(config: C, path: string): C {
  return {
    ...config,
    r: patternValue('rank_pattern', config.rank_pattern, path) ?? config.r,
    lora_alpha: patternValue('alpha_pattern', config.alpha_pattern, path) ?? config.lora_alpha,
  };
}
