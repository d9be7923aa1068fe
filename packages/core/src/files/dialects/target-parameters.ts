import { badFile, badShape, unknownParameters } from '../../errors.ts';
import { endsWithName } from '../../pattern.ts';
import type { AdapterConfig } from '../../registry.ts';
import { configForLayer, isTargeted } from '../../targets.ts';
import { peftPrefix } from '../peft-names.ts';
import { expertLayer } from '../experts.ts';
import type { Source } from '../source.ts';
import { withParts, type FilePart } from './file-parts.ts';
import { exactPattern } from './ranks.ts';

/** More than any mixture has; each becomes a layer. */
const mostExperts = 4096;

/**
 * A file's tensors and configuration, as if each expert had a LoRA of its own. PEFT's `target_parameters`: a LoRA of a parameter
 * `[experts, out, in]` or `[experts, in, out]` is one A `[experts · r, in]` and one B `[out, r · experts]`, whose columns
 * interleave the experts. Several parameters of a module are wrapped in turn, the first innermost, so only their order
 * distinguishes them. Source: ParamWrapper in PEFT's tuners/lora/layer.py.
 */
export function unstacked(
  { where, file }: Source,
  config: AdapterConfig,
  targets: readonly string[],
) {
  const depths = new Map<string, Set<number>>();
  for (const name of file.names) {
    const [module, depth] = wrapped(name) ?? [];
    if (module !== undefined && depth !== undefined)
      depths.set(module, (depths.get(module) ?? new Set()).add(depth));
  }
  const parameters = new Map<string, readonly string[]>();
  for (const [module, levels] of depths) {
    const own = parametersOf(module, levels.size, config, targets);
    if (own.length === 0) continue;
    if (own.length !== levels.size || (own.length > 1 && !isPair(own)))
      throw unknownParameters(where, module, own);
    // Innermost first, as modules define them.
    parameters.set(
      module,
      [...own].sort((a, b) => Number(isLast(a)) - Number(isLast(b))).reverse(),
    );
  }
  const parts = new Map<string, FilePart>();
  const names = file.names.flatMap((name) => {
    const [module, depth, key] = wrapped(name) ?? [];
    const own = module === undefined ? undefined : parameters.get(module);
    const parameter = own?.[depth as number];
    if (parameter === undefined) return [name];
    const full = `${module}.${parameter}`;
    const { r } = configForLayer(config, full);
    const isA = key === 'lora_A';
    const { shape } = file.info(name);
    const [rows = 0, columns = 0] = shape;
    const count = (isA ? rows : columns) / r;
    if (shape.length !== 2 || !Number.isInteger(count) || count < 1)
      throw badShape(name, 'tensor', shape, [isA ? [r, columns] : [rows, r]]);
    if (count > mostExperts) throw badFile(where, `${name} is for ${count} experts`);
    return Array.from({ length: count }, (_, e) => {
      const isWhole = count === 1 && parameter === 'weight';
      const layer = isWhole ? (module as string) : expertLayer(full, e);
      const part = `${peftPrefix}${layer}.${key}.weight`;
      const own = isA ? [r, columns] : [rows, r];
      parts.set(part, {
        from: name,
        shape: own,
        take: (values) =>
          isA
            ? values.slice(e * r * columns, (e + 1) * r * columns)
            : Float32Array.from({ length: rows * r }, (_, i) => values[i * count + e] as number),
      });
      return part;
    });
  });
  const found = [...parameters].flatMap(([module, own]) => own.map((one) => `${module}.${one}`));
  return {
    file: withParts(file, names, parts),
    config: withPatterns(config, found),
    /** Whether a tensor is one of a parameter. */
    isOfParameter: (name: string) => parts.has(name),
  };
}

/** The module of a factor's name, and how many wrappers enclose the factor's own. */
function wrapped(name: string): [module: string, depth: number, key: string] | undefined {
  const [, module, wrappers, key] =
    /^(.+?)((?:\.base_layer)*)\.(lora_[AB])\.weight$/.exec(name) ?? [];
  if (module === undefined || !module.startsWith(peftPrefix)) return undefined;
  const depth = (wrappers as string).length / '.base_layer'.length;
  return [module.slice(peftPrefix.length), depth, key as string];
}

/**
 * The targeted parameters of a module with `count` LoRAs. A target without a module applies to all modules that are not targets
 * themselves, except where the targets that name the module account for all its LoRAs.
 */
function parametersOf(
  module: string,
  count: number,
  config: AdapterConfig,
  targets: readonly string[],
): string[] {
  const named: string[] = [];
  const unnamed: string[] = [];
  for (const target of targets) {
    const dot = target.lastIndexOf('.');
    if (dot < 0) unnamed.push(target);
    else if (endsWithName(module, target.slice(0, dot))) named.push(target.slice(dot + 1));
  }
  const own = [...new Set(named)];
  const all = isTargeted(config, module) ? own : [...new Set([...own, ...unnamed])];
  return all.length !== count && own.length === count ? own : all;
}

// All mixtures of experts in transformers define the down projection last.
const isLast = (parameter: string): boolean => parameter.startsWith('down');
const isPair = (own: readonly string[]): boolean =>
  own.length === 2 && own.filter(isLast).length === 1;

/** The configuration with the ranks and alphas of parameters for the experts' layers, too. */
function withPatterns(config: AdapterConfig, parameters: readonly string[]): AdapterConfig {
  const more = (field: 'rank_pattern' | 'alpha_pattern', setting: 'r' | 'lora_alpha') => {
    const own = Object.entries(config[field]).map(([pattern, value]) => [
      `(?:${pattern})\\[[0-9]+\\]`,
      value,
    ]);
    const wholes = parameters
      .filter((name) => name.endsWith('.weight'))
      .map(
        (name) =>
          [name.slice(0, -'.weight'.length), configForLayer(config, name)[setting]] as const,
      )
      .filter(([layer, value]) => value !== configForLayer(config, layer)[setting])
      .map(([layer, value]) => [exactPattern(layer), value]);
    // The first that matches counts, and PEFT looks for the parameter's name alone.
    return Object.fromEntries([...wholes, ...Object.entries(config[field]), ...own]) as Record<
      string,
      number
    >;
  };
  return {
    ...config,
    rank_pattern: more('rank_pattern', 'r'),
    alpha_pattern: more('alpha_pattern', 'lora_alpha'),
  };
}
