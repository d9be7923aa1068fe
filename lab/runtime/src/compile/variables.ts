import { constantOf, dataTypes } from './constant.ts';
import type { Graph } from './graph-def.ts';
import { attributeTypes, type Binding } from './native.ts';
import type { GraphSession } from './sessions.ts';
import type { Capture, TracedOp, ValueName } from './trace.ts';

/** A captured tensor and the node that reads it. */
export type NamedCapture = readonly [name: ValueName, capture: Capture];

const sourceOf = (name: ValueName) => `source_${name}`;

/**
 * Nodes that keep captured tensors in a graph as variables of its session, so that they are passed once, not at
 * each call, and stay on the computing device. Fetching `assigned` stores the tensors that are fed; fetching
 * `freed` drops them. On the CPU a variable shares the memory of its tensor.
 */
export function variables(captures: readonly NamedCapture[]): Graph {
  if (captures.length === 0) return { placeholders: [], constants: new Map(), ops: new Map() };
  const ops = new Map<ValueName, TracedOp>();
  for (const [name, { shape, dtype }] of captures) {
    const type = { name: 'dtype', type: attributeTypes.type, value: dtype };
    const handle = `handle_${name}`;
    const attributes = [
      type,
      { name: 'shape', type: attributeTypes.shape, value: shape },
      { name: 'shared_name', type: attributeTypes.string, value: name },
    ];
    ops.set(handle, { op: 'VarHandleOp', attributes, inputs: [] });
    ops.set(name, { op: 'ReadVariableOp', attributes: [type], inputs: [handle] });
    const inputs = [handle, sourceOf(name)];
    ops.set(`assign_${name}`, { op: 'AssignVariableOp', attributes: [type], inputs });
    ops.set(`free_${name}`, { op: 'DestroyResourceOp', attributes: [], inputs: [handle] });
  }
  const attributes = [{ name: 'T', type: attributeTypes.type, value: dataTypes.bool }];
  const after = (kind: string): TracedOp => ({
    op: 'Identity',
    attributes,
    inputs: ['done', ...captures.map(([name]) => `^${kind}_${name}`)],
  });
  ops.set('assigned', after('assign')).set('freed', after('free'));
  const placeholders = captures.map(([name, { shape, dtype }]) => ({
    name: sourceOf(name),
    shape,
    dtype,
  }));
  return { placeholders, constants: new Map([['done', constantOf([], dataTypes.bool, [1])]]), ops };
}

/** Makes the variables of a session hold these tensors, unless they do already. */
export function hold(
  binding: Binding,
  session: GraphSession,
  captures: readonly NamedCapture[],
): void {
  const ids = captures.map(([, { id }]) => id);
  const wanted = ids.join();
  if (session.held === wanted) return;
  const feeds = captures.map(([name]) => `${sourceOf(name)}:0`).join();
  session.held = 'some'; // if this fails
  fetch(binding, session, ids, feeds, 'assigned');
  session.held = wanted;
}

export function free(binding: Binding, session: GraphSession): void {
  if (session.held === '') return;
  fetch(binding, session, [], '', 'freed');
  session.held = '';
}

function fetch(binding: Binding, { id }: GraphSession, ids: number[], feeds: string, node: string) {
  const [done] = binding.runSavedModel(id, ids, feeds, `${node}:0`);
  if (done) binding.deleteTensor(done.id);
}
