import type { Graph } from './graph-def.ts';
import type { TracedOp, ValueName } from './trace.ts';

/**
 * Removes operations that repeat an earlier one on the same tensors, such as those on a weight in both halves of a batch. A
 * recorded operation is a function of its inputs, so results do not change; an operation that has to run again waits for
 * another tensor (`after` in \@singlora/core/kernels).
 */
export function shareOperations(given: Pick<Graph, 'constants' | 'ops'>) {
  const firsts = new Map<string, string>();
  const names = new Map<string, string>();
  const isFirst = (name: string, what: readonly unknown[]): boolean => {
    const key = JSON.stringify(what);
    const first = firsts.get(key) ?? name;
    firsts.set(key, first);
    names.set(name, first);
    return first === name;
  };
  /** The value that replaces a value of the given operations. */
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
