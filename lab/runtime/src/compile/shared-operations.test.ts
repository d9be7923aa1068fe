import { expect, it } from 'vitest';
import { constantOf, dataTypes } from './constant.ts';
import { shareOperations } from './shared-operations.ts';
import type { TracedOp } from './trace.ts';

const op = (name: string, ...inputs: string[]): TracedOp => ({ op: name, attributes: [], inputs });
const one = (value: number) => constantOf([], dataTypes.float32, [value]);

it('keeps the first of operations that do the same, through what reads them', () => {
  const { constants, ops, valueOf } = shareOperations({
    constants: new Map([
      ['c0', one(2)],
      ['c1', one(2)],
      ['c2', one(3)],
    ]),
    ops: new Map([
      ['n0', op('Mul', 'x0', 'c0')],
      ['n1', op('Mul', 'x0', 'c1')],
      ['n2', op('Mul', 'x0', 'c2')],
      ['n3', op('Split', 'n0:0')],
      ['n4', op('Split', 'n1:0')],
      ['n5', op('Sub', 'n4:1', 'n2:0')],
    ]),
  });
  expect([...constants.keys()]).toEqual(['c0', 'c2']);
  expect([...ops.keys()]).toEqual(['n0', 'n2', 'n3', 'n5']);
  expect(ops.get('n5')?.inputs).toEqual(['n3:1', 'n2:0']);
  expect(valueOf('n4:1')).toBe('n3:1');
  expect(valueOf('x0')).toBe('x0');
});

it('tells operations apart by their attributes and the order of what they read', () => {
  const attributes = [{ name: 'N', type: 1, value: 2 }];
  const { ops } = shareOperations({
    constants: new Map(),
    ops: new Map([
      ['n0', op('Sub', 'x0', 'x1')],
      ['n1', op('Sub', 'x1', 'x0')],
      ['n2', { ...op('Sub', 'x0', 'x1'), attributes }],
    ]),
  });
  expect([...ops.keys()]).toEqual(['n0', 'n1', 'n2']);
});
