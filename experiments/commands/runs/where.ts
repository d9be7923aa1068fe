import { misuse } from '@singlora/runner';
import { cellText } from './field-table.ts';
import { recordedFieldNamed, type RunFields } from './fields.ts';
import { localTime } from './format.ts';

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
  if (text.trim() === '')
    throw misuse`--where is empty, which would mean every run; leave it out instead.`;
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

/** Whether a condition holds for a run; false without the field. @throws UsageError for a text where a number or a time is needed */
export function conditionHolds({ name, operator, values }: Condition, fields: RunFields): boolean {
  const path = recordedFieldNamed(name, fields);
  const value = path === undefined ? undefined : fields.get(path);
  if (value === undefined) return false;
  if (path === 'started') return holdsAt(value as string, operator, values);
  if (operator === '=') return values.some((text) => isEqual(value, text));
  if (operator === '!=') return values.every((text) => !isEqual(value, text));
  const text = values.join(',');
  if (typeof value !== 'number' && typeof value !== 'string') return false;
  if (typeof value === 'number' && Number.isNaN(numberIn(text)))
    throw misuse`--where: ${name} is a number, but "${text}" is not.`;
  return isOnSide(value, operator, typeof value === 'number' ? numberIn(text) : text);
}

function isOnSide<T extends number | string>(
  value: T,
  operator: Condition['operator'],
  limit: T,
): boolean {
  if (operator === '<') return value < limit;
  if (operator === '<=') return value <= limit;
  return operator === '>' ? value > limit : value >= limit;
}

/** Whether a value, or one of a list, is written like this text. */
function isEqual(value: unknown, text: string): boolean {
  if (Array.isArray(value)) return value.some((item) => isEqual(item, text));
  if (typeof value === 'number') return value === numberIn(text) || String(value) === text;
  return value === null ? text === 'none' || text === 'null' : cellText(value) === text;
}

/** An empty text, as of a variable that is not set, is no number: `Number` takes it for 0. */
const numberIn = (text: string): number => (text.trim() === '' ? NaN : Number(text));

/** A year, a month, a day or a time of it in the local time zone, as the list shows it, or in UTC, as in JSON. */
const moment = /^\d{4}(-\d\d(-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+Z)?Z?)?)?)?)?$/;

/** Whether a condition holds for a recorded time. A year, a day or a minute is equal to all times within, and begins with the first. */
function holdsAt(iso: string, operator: Condition['operator'], values: readonly string[]): boolean {
  const wrong = values.find((text) => !moment.test(text));
  if (wrong !== undefined)
    throw misuse`--where: "${wrong}" is no time such as 2026-03-01 or '2026-03-01 14:30'.`;
  const compared = values.map((text) =>
    text.endsWith('Z')
      ? ([iso, text.slice(0, -1).replace(' ', 'T')] as const)
      : ([localTime(iso, 19), text.replace('T', ' ')] as const),
  );
  if (operator === '=') return compared.some(([time, text]) => time.startsWith(text));
  if (operator === '!=') return compared.every(([time, text]) => !time.startsWith(text));
  return compared.every(([time, text]) => isOnSide(time, operator, text));
}
