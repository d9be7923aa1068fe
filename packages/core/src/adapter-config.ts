import { isObject, quoted } from './formats/bytes.ts';
import { en } from 'zod/locales';
import type * as z from 'zod/mini';
import { badConfig, near, saidBy, unknownMethod } from './errors.ts';
import type { Method } from './method.ts';
import { methods, type AdapterConfig } from './registry.ts';
import type { Layer } from './slot.ts';

/** The method that a configuration names. @throws {CoreError} for an unknown name */
export function methodOf(config: { readonly method: string }): Method {
  const method = methods.get(config.method);
  if (!method) throw unknownMethod(config.method, [...methods.keys()]);
  return method;
}

/** Whether a method has settings of these names and values. */
export const takes = (
  { name, schema }: Method,
  settings: Readonly<Record<string, unknown>>,
): boolean => schema.safeParse({ method: name, ...settings }).success;

/** The names of a method's settings. */
export const settingNames = ({ schema }: Pick<Method, 'schema'>): string[] =>
  Object.keys((schema as unknown as z.ZodMiniObject).shape);

/** Every key that a configuration's method declares for some kind of layer. */
export function declaredKeys(config: AdapterConfig): string[] {
  const method = methodOf(config);
  const specs = method.kinds.flatMap((kind): { key: string }[] => {
    const layer: Layer = { kind, inFeatures: 1, outFeatures: 1 };
    return Object.values(method.parameters(layer, config));
  });
  return [...new Set(specs.map(({ key }) => key))];
}

/** Whether settings have the values by which PEFT marks a method. */
export const hasMarks = (
  { peft: { marks } }: Method,
  settings: Readonly<Record<string, unknown>>,
): boolean => Object.entries(marks).every(([key, value]) => (settings[key] ?? false) === value);

// `zod/mini` has no locale of its own.
const { localeError: messages } = en();

/** A limit, because each pattern is compiled and tried on every layer. */
const mostPatterns = 4000;

/**
 * Checks settings from outside and fills in the defaults.
 * @throws {CoreError} naming every problem, with its path
 */
export function parseAdapterConfig(input: unknown): AdapterConfig {
  const name = (input as { method?: unknown } | null | undefined)?.method;
  if (typeof name !== 'string')
    throw unknownMethod(name, [...methods.keys()], isObject(input) ? markedBy(input) : undefined);
  const { schema } = methodOf({ method: name });
  const large = Object.entries(input as object).find(
    ([, value]) => isObject(value) && Object.keys(value).length > mostPatterns,
  );
  if (large) {
    const message = `holds more than ${mostPatterns} patterns; write one for many layers`;
    throw badConfig(name, [{ path: large[0], message }]);
  }
  const result = schema.safeParse(input, { error: messages });
  if (result.success) return result.data as AdapterConfig;
  throw badConfig(
    name,
    result.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, name) : issue.message,
    })),
  );
}

/** The method that PEFT knows by these settings, such as `use_dora: true`; undefined where they mark none. */
function markedBy(input: Readonly<Record<string, unknown>>): string | undefined {
  const isMarked = (method: Method) =>
    Object.values(method.peft.marks).includes(true) && hasMarks(method, input);
  return [...methods.values()].find(isMarked)?.name;
}

function unknownKeys(keys: readonly string[], method: string): string {
  const known = settingNames(methodOf({ method }));
  const first = keys.slice(0, 5).map((key) => {
    const marked = markedBy({ [key]: true });
    const hint = marked === undefined ? `near: ${near(key, known)}` : saidBy(marked);
    return `unknown setting ${quoted(key)} (${hint})`;
  });
  return [...first, ...(keys.length > 5 ? [`${keys.length - 5} more`] : [])].join('; ');
}
