import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { canonicalJson, identityOf } from './identity.ts';

const base = { experiment: 'mnli', code: 'c', assets: [] };
const config = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 6 });

/** The same value with the keys of every object reordered. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reordered(item)]),
  );
}

test.prop([config])('the order of keys does not matter', (value) => {
  expect(canonicalJson(reordered(value))).toBe(canonicalJson(value));
});

test.prop([config])('it is JSON, and means the same', (value) => {
  expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
});

test.prop([config, fc.string(), fc.jsonValue({ maxDepth: 2 })])(
  'any change of a value changes the identity',
  (value, key, changed) => {
    const same = Object.hasOwn(value, key) && canonicalJson(value[key]) === canonicalJson(changed);
    const other = Object.fromEntries([...Object.entries(value), [key, changed]]);
    expect(identityOf({ ...base, config: other }) === identityOf({ ...base, config: value })).toBe(
      same,
    );
  },
);
