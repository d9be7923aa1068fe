import { hash } from 'node:crypto';
import { notJsonValue } from './errors.ts';
import type { AssetRecord } from './records.ts';

/** The values that determine a run's result. */
export interface IdentityInput {
  experiment: string;
  config: unknown;
  /** Hash of the code that the run loads. */
  code: string;
  assets: readonly AssetRecord[];
}

/**
 * The run's identity: hex SHA-256 of canonical JSON. Two runs share it only if they run the same
 * code on the same configuration, weights and rows; the origin of those files does not matter.
 */
export function identityOf({ experiment, config, code, assets }: IdentityInput): string {
  const content = assets.map(({ kind, id, sha256 }) => canonicalJson({ kind, id, sha256 })).sort();
  return hash('sha256', canonicalJson({ experiment, config, code, assets: content }));
}

/** The hash of code from the hashes of its parts, such as an environment records. */
export const codeSha256 = (parts: Readonly<Record<string, string>>): string =>
  hash('sha256', JSON.stringify(Object.entries(parts).sort()));

/**
 * JSON in which equal values have equal texts: keys sorted by code unit, no white space, and undefined
 * properties treated as absent. Values that JSON would silently change (NaN, a date, a class) are errors.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean')
    return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notJsonValue(path, String(value));
    return JSON.stringify(value);
  }
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, `${path}[${index}]`)).join(',')}]`;
  if (typeof value !== 'object') throw notJsonValue(path, `of type ${typeof value}`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw notJsonValue(path, 'not a plain object');
  const properties = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${write(item, `${path}.${key}`)}`);
  return `{${properties.join(',')}}`;
}
