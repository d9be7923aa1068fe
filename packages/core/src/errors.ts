import { closest, distance } from 'fastest-levenshtein';

export type CoreErrorCode =
  | 'ADAPTER_UNKNOWN_METHOD'
  | 'ADAPTER_BAD_CONFIG'
  | 'ADAPTER_BAD_PATTERN'
  | 'ADAPTER_NO_TARGETS'
  | 'ADAPTER_UNSUPPORTED_LAYER'
  | 'ADAPTER_UNKNOWN_SLOT'
  | 'ADAPTER_BAD_SHAPE'
  | 'ADAPTER_MISSING_PARAMETER'
  | 'ADAPTER_UNKNOWN_NAME'
  | 'ADAPTER_NAME_TAKEN'
  | 'ADAPTER_MERGED'
  | 'ADAPTER_SAVED_TWICE'
  | 'ADAPTER_NOT_FINITE';

/** Every error this package throws on purpose. `code` is stable; the message is for people. */
export class CoreError extends Error {
  override readonly name = 'CoreError';
  readonly code: CoreErrorCode;

  constructor(code: CoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const listed = (names: readonly string[], limit = 5): string =>
  names.length <= limit
    ? names.join(', ')
    : `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;

/** The known names most like `name`, best first. */
export function near(name: string, known: readonly string[], count = 3): string[] {
  const likeness = (candidate: string) => {
    const tail = candidate.split('.').at(-1) ?? candidate;
    return Math.min(distance(name, candidate), distance(name, tail));
  };
  return [...new Set(known)].sort((a, b) => likeness(a) - likeness(b)).slice(0, count);
}

export function unknownMethod(name: unknown, known: readonly string[]): CoreError {
  const hint = typeof name === 'string' ? ` Did you mean "${closest(name, [...known])}"?` : '';
  return new CoreError(
    'ADAPTER_UNKNOWN_METHOD',
    `Unknown adapter method ${JSON.stringify(name)}.${hint} Known methods: ${known.join(', ')}.`,
  );
}

export function badConfig(
  method: string,
  problems: readonly { path: string; message: string }[],
): CoreError {
  const lines = problems.map(({ path, message }) => `  ${path || '(config)'}: ${message}`);
  return new CoreError(
    'ADAPTER_BAD_CONFIG',
    `The configuration of the ${method} adapter is not valid:\n${lines.join('\n')}`,
  );
}

export function badPattern(field: string, pattern: string, reason: string): CoreError {
  return new CoreError(
    'ADAPTER_BAD_PATTERN',
    `${field}: "${pattern}" cannot be used as a regular expression (${reason}).`,
  );
}

export function nothingMatched(field: string, wanted: string, slots: readonly string[]): CoreError {
  const names = near(wanted, slots);
  const hint = names.length > 0 ? ` Near names: ${names.join(', ')}.` : ' The model has no layers.';
  return new CoreError(
    'ADAPTER_NO_TARGETS',
    `${field}: "${wanted}" matches none of the model's ${slots.length} layers.${hint}`,
  );
}

export function everythingExcluded(field: string): CoreError {
  return new CoreError(
    'ADAPTER_NO_TARGETS',
    `${field} matched layers, but exclude_modules, modules_to_save or layers_to_transform left none of them.`,
  );
}

export function noTargets(): CoreError {
  return new CoreError(
    'ADAPTER_NO_TARGETS',
    'target_modules is not set and the model has no default. Name the layers to adapt, or use "all-linear".',
  );
}

export function unsupportedLayer(
  method: string,
  slot: string,
  kind: string,
  served: readonly string[],
): CoreError {
  return new CoreError(
    'ADAPTER_UNSUPPORTED_LAYER',
    `${method} is not defined for ${slot}, a layer of kind "${kind}"; it serves ${served.join(', ')}. ` +
      'Leave it out with exclude_modules, or choose a method that serves it.',
  );
}

export function unknownSlot(name: string, slots: readonly string[]): CoreError {
  return new CoreError(
    'ADAPTER_UNKNOWN_SLOT',
    `The model asked for a layer "${name}" that it did not list. Near names: ${near(name, slots).join(', ')}.`,
  );
}

export function badShape(
  name: string,
  what: string,
  found: readonly number[],
  expected: readonly (readonly number[])[],
): CoreError {
  const shapes = expected.map((shape) => `[${shape.join(', ')}]`).join(' or ');
  return new CoreError(
    'ADAPTER_BAD_SHAPE',
    `${name}: the ${what} has shape [${found.join(', ')}], expected ${shapes}.`,
  );
}

export function missingParameters(names: readonly string[]): CoreError {
  return new CoreError(
    'ADAPTER_MISSING_PARAMETER',
    `The adapter was applied without its parameter(s) ${listed(names)}. Pass every name of adapter.parameters.`,
  );
}

export function unknownAdapter(name: string, names: readonly string[]): CoreError {
  const known = names.length > 0 ? `Known: ${names.join(', ')}.` : 'The set has none.';
  return new CoreError('ADAPTER_UNKNOWN_NAME', `There is no adapter named "${name}". ${known}`);
}

export function adapterExists(name: string): CoreError {
  return new CoreError(
    'ADAPTER_NAME_TAKEN',
    `There is an adapter named "${name}" already. Delete it first, or choose another name.`,
  );
}

export function adapterMerged(names: readonly string[], wanted: string): CoreError {
  return new CoreError(
    'ADAPTER_MERGED',
    `Cannot ${wanted} while ${names.join(', ')} is merged into the weights. Call unmerge() first.`,
  );
}

export function savedTwice(layer: string, one: string, other: string): CoreError {
  return new CoreError(
    'ADAPTER_SAVED_TWICE',
    `Adapters "${one}" and "${other}" each bring their own ${layer}; only one of them can be on at a time.`,
  );
}

export function mergeNotFinite(layer: string, names: readonly string[]): CoreError {
  return new CoreError(
    'ADAPTER_NOT_FINITE',
    `Merging ${names.join(', ')} would put NaN or infinity into ${layer}. Nothing was merged.`,
  );
}
