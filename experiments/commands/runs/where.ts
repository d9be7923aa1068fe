import { misuse } from '@singlora/runner';
import { textOf } from './field-table.ts';
import { valueIn, type Fields } from './fields.ts';

/** A condition on one field, such as `lr >= 1e-3`. */
export interface Condition {
  readonly name: string;
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  /** The values to compare with; several for `=` and `!=`: `method=lora,dora`. */
  readonly values: readonly string[];
}

const oneCondition =
  /\s*([^\s=!<>'"]+)\s*(!=|<=|>=|=|<|>)\s*("[^"]*"|'[^']*'|[^\s=!<>'"]+)(?=\s|$)/y;

/**
 * Whitespace-separated conditions that must all hold, added to `before`: `method=lora,dora lr >= 1e-3 error="out of memory"`.
 *
 * @throws UsageError
 */
export function parseWhere(text: string, before: readonly Condition[] = []): Condition[] {
  const found = [...before];
  const pattern = new RegExp(oneCondition);
  while (pattern.lastIndex < text.trimEnd().length) {
    const rest = text.slice(pattern.lastIndex);
    const [, name = '', operator = '=', value = ''] = pattern.exec(text) ?? [];
    if (name === '')
      throw misuse`--where: "${rest.trim()}" is no condition such as method=lora, lr >= 1e-3 or error='out of memory'. By Nx, write it as --where="lr >= 1e-3", with "=" and spaces: else the shell takes ">" for itself.`;
    const isQuoted = /^['"]/.test(value);
    found.push({
      name,
      operator: operator as Condition['operator'],
      values: isQuoted ? [value.slice(1, -1)] : value.split(','),
    });
  }
  return found;
}

/** Whether a condition holds for a run; false without the field. @throws UsageError for a text where a number is needed */
export function holds({ name, operator, values }: Condition, fields: Fields): boolean {
  const value = valueIn(fields, name);
  if (value === undefined) return false;
  if (operator === '=') return values.some((text) => isEqual(value, text));
  if (operator === '!=') return values.every((text) => !isEqual(value, text));
  const text = values.join(',');
  if (typeof value !== 'number' && typeof value !== 'string') return false;
  if (typeof value === 'number' && Number.isNaN(Number(text)))
    throw misuse`--where: ${name} is a number, but "${text}" is not.`;
  const limit = typeof value === 'number' ? Number(text) : text;
  if (operator === '<') return value < limit;
  if (operator === '<=') return value <= limit;
  return operator === '>' ? value > limit : value >= limit;
}

/** Whether a value, or one of a list, is written like this text. */
function isEqual(value: unknown, text: string): boolean {
  if (Array.isArray(value)) return value.some((item) => isEqual(item, text));
  if (typeof value === 'number') return value === Number(text) || String(value) === text;
  return value === null ? text === 'none' || text === 'null' : textOf(value) === text;
}
