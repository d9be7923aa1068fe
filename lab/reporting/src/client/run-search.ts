import type { RunData } from '../runs-view.ts';
import { shownValue } from './run-text.ts';

/** A run with the values that it is searched and sorted by. */
export interface Listed {
  readonly run: RunData;
  /** Values by name; results and the configuration go by their own names. */
  readonly fields: ReadonlyMap<string, unknown>;
  /** All its words, in lower case. */
  readonly text: string;
}

/** Prepares a run for the search. */
export function searchable(run: RunData): Listed {
  const { id, label, experiment, status, started, took, tags = [], error, note } = run;
  const { designs = [] } = run;
  const own = { run: label, experiment, status, started, took, tags: tags.join(' ') };
  const fields = new Map<string, unknown>(Object.entries(own));
  // The first two kinds of facts: the result and the configuration.
  for (const [, said] of run.facts.slice(0, 2))
    for (const [name, value] of Array.isArray(said) ? said : [])
      if (!fields.has(name)) fields.set(name, value);
  const words = [
    id,
    error,
    note,
    ...designs.map((one) => `design:${one};`),
    ...fields.values(),
  ].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return { run, fields, text: words.join(' ').toLowerCase() };
}

/** Field names as on the command line. */
const flags: Readonly<Record<string, string>> = { lr: 'learningRate', rank: 'r' };

/** A field by its name, the end of its path, or its name on the command line. */
function fieldOf(fields: Listed['fields'], name: string): unknown {
  if (fields.has(name)) return fields.get(name);
  for (const [own, value] of fields)
    if (own.endsWith(`.${name}`) || own.endsWith(`/${name}`)) return value;
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  return flag === undefined ? undefined : fieldOf(fields, flag);
}

/** Numbers that JSON cannot represent are recorded by name. */
const numbersByName = new Map<unknown, number>(
  [NaN, Infinity, -Infinity].map((number) => [String(number), number]),
);

/** Whether a recorded value satisfies `operator`, such as `>`, with a wanted text; compared as numbers or as texts. */
function compares(recorded: unknown, operator: string, wanted: string): boolean {
  const value = numbersByName.get(recorded) ?? recorded;
  const isNumber = typeof value === 'number';
  if (operator === '=' || operator === '!=') {
    const equals = (one: string) =>
      isNumber ? value === Number(one) : shownValue(value).toLowerCase() === one.toLowerCase();
    return wanted.split(',').some(equals) === (operator === '=');
  }
  const [own, limit] = isNumber ? [value, Number(wanted)] : [shownValue(value), wanted];
  if (operator === '<') return own < limit;
  if (operator === '<=') return own <= limit;
  return operator === '>' ? own > limit : own >= limit;
}

/**
 * Whether a run matches a search: words in its label, id, tags, note, error or values, and conditions on
 * fields, such as `lora rank=8 accuracy>0.7`. A run without the field does not satisfy a condition.
 */
export function searched(search: string): (one: Listed) => boolean {
  const conditions = search
    .replace(/\s*(!=|<=|>=|=|<|>)\s*/g, '$1')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const [, name, operator = '', wanted = ''] =
        /^([^=!<>]+)(!=|<=|>=|=|<|>)(.+)$/.exec(word) ?? [];
      if (name === undefined) return ({ text }: Listed) => text.includes(word.toLowerCase());
      return ({ fields }: Listed) => {
        const value = fieldOf(fields, name);
        return value !== undefined && compares(value, operator, wanted);
      };
    });
  return (one) => conditions.every((holds) => holds(one));
}

/** Numbers sort before texts, and texts before missing values. */
function kindOf(value: unknown): number {
  if (typeof value === 'number') return 0;
  return value === undefined || value === null || value === '' ? 2 : 1;
}

/** The runs sorted by a field: numbers, then texts, then runs without it, which keep their order. */
export function sortedByField(all: readonly Listed[], name: string, descends: boolean): Listed[] {
  const sign = descends ? -1 : 1;
  return [...all].sort((one, other) => {
    const [a, b] = [one.fields.get(name), other.fields.get(name)];
    const kind = kindOf(a);
    if (kind !== kindOf(b) || kind === 2) return kind - kindOf(b);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    const [text, next] = [shownValue(a), shownValue(b)];
    return text === next ? 0 : text < next ? -sign : sign;
  });
}
