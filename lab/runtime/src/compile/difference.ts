import { hash } from 'node:crypto';
import { sameConstant, type Constant } from './constant.ts';
import type { Capture, OpTrace, TracedOp } from './trace.ts';

/** A fingerprint of the operations a trace runs and how they are connected. */
export function structureOf({ ops, constants, captures, outputs }: OpTrace): string {
  const shapes = captures.map(({ shape, dtype }) => [shape, dtype]);
  const types = constants.map(({ dtype }) => dtype);
  return hash('sha256', JSON.stringify([ops, types, shapes, outputs]));
}

/** The first difference between two runs at the same shapes, in words; undefined if there is none. */
export function differenceOf(a: OpTrace, b: OpTrace): string | undefined {
  const count = Math.max(a.ops.length, b.ops.length);
  for (let i = 0; i < count; i++) {
    const [before, after] = [a.ops[i], b.ops[i]];
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    return `operation ${i + 1} was ${describe(before)} at one call and ${describe(after)} at another`;
  }
  for (const [i, constant] of a.constants.entries()) {
    const other = b.constants[i] as Constant;
    if (sameConstant(constant, other)) continue;
    return `a tensor of shape [${constant.shape.join()}] made from JavaScript values for ${reader(a, `c${i}`)} has other values`;
  }
  for (const [i, { id, shape }] of a.captures.entries()) {
    if (id === (b.captures[i] as Capture).id) continue;
    return `${reader(a, `w${i}`)} read another tensor of shape [${shape.join()}] from outside`;
  }
  return String(a.outputs) === String(b.outputs) ? undefined : 'it returned other tensors';
}

function describe(op: TracedOp | undefined): string {
  return op ? `'${op.op}' of ${op.inputs.join(', ') || 'nothing'}` : 'missing';
}

/** The operation that reads a value first. */
function reader({ ops }: OpTrace, name: string): string {
  const op = ops.find(({ inputs }) => inputs.includes(name));
  return op ? `'${op.op}'` : 'the result';
}
