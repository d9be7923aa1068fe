import type { Graph } from './graph-def.ts';
import type { TracedOp, ValueName } from './trace.ts';

/** Operations and constants of which no two compute the same. */
export interface SharedOperations extends Pick<Graph, 'constants' | 'ops'> {
  /** The value that now stands for a value of the given operations. */
  valueOf(value: ValueName): ValueName;
}

/**
 * Leaves out operations on the same tensors as an earlier one, such as what both halves of a batch make of a weight. A recorded
 * operation is a function of its inputs, so all results stay as they are; what has to run again waits for another tensor
 * (`after` in \@singlora/kernels).
 */
export function shareOperations(given: Pick<Graph, 'constants' | 'ops'>): SharedOperations {
  const firsts = new Map<string, string>();
  const names = new Map<string, string>();
  const isFirst = (name: string, what: readonly unknown[]): boolean => {
    const key = JSON.stringify(what);
    const first = firsts.get(key) ?? name;
    firsts.set(key, first);
    names.set(name, first);
    return first === name;
  };
  const valueOf = (value: ValueName): ValueName => {
    const [node = '', ...output] = value.split(':');
    return [names.get(node) ?? node, ...output].join(':');
  };

  const constants = [...given.constants].filter(([name, { dtype, shape, bytes }]) =>
    isFirst(name, [dtype, shape, Buffer.from(bytes).toString('base64')]),
  );
  const ops = new Map<string, TracedOp>();
  for (const [name, { op, attributes, inputs }] of given.ops) {
    const own = { op, attributes, inputs: inputs.map(valueOf) };
    if (isFirst(name, [op, attributes, own.inputs])) ops.set(name, own);
  }
  return { constants: new Map(constants), ops, valueOf };
}
