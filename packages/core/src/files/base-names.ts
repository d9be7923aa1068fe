import type { StateDictFile } from '@singlora/formats/bytes';
import { ambiguousName } from '../errors.ts';

/**
 * Names in checkpoints (left) and of their modules since transformers 5 (right), where more differs than the parts before a list
 * of layers. Source: its conversion_mapping.py.
 */
const renamed: readonly (readonly [RegExp, string])[] = [
  // Mixtral and its relatives; Granite's experts.
  [/(^|\.)block_sparse_moe\.input_linear\.weight$/, '$1mlp.experts.gate_up_proj'],
  [/(^|\.)block_sparse_moe\.output_linear\.weight$/, '$1mlp.experts.down_proj'],
  [/(^|\.)block_sparse_moe\.router\.layer\./, '$1mlp.router.'],
  [/(^|\.)block_sparse_moe\./, '$1mlp.'],
  // ViT and models built like it.
  [/(^|\.)encoder\.layer\.(?=\d)/, '$1layers.'],
  [/(^|\.)attention\.attention\.(query|key|value)\./, '$1attention.$2.'],
  [/(^|\.)attention\.(q|k|v)(?:uery|ey|alue)\./, '$1attention.$2_proj.'],
  [/(^|\.)attention\.output\.dense\./, '$1attention.o_proj.'],
  [/(^|\.)intermediate\.dense\./, '$1mlp.fc1.'],
  [/(\.\d+)\.output\.dense\./, '$1.mlp.fc2.'],
];

/** Splits a name into the parts that wrap the model and the rest, which starts at the list of layers or at the last module. */
function split(name: string): { wrappers: readonly string[]; rest: string } {
  const parts = renamed.reduce((text, [old, now]) => text.replace(old, now), name).split('.');
  const number = parts.findIndex((part) => /^\d+$/.test(part));
  const at = number > 0 ? number - 1 : Math.max(parts.length - 2, 0);
  return {
    // The place where transformers puts "model" varies: `model.language_model`, `language_model.model`, `language_model`.
    wrappers: parts.slice(0, at).filter((part) => part !== 'model'),
    rest: parts.slice(at).join('.'),
  };
}

/** 0 where two lists of parts are equal, 1 where one has a single extra part, undefined otherwise. */
function distance(one: readonly string[], other: readonly string[]): 0 | 1 | undefined {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return undefined;
  if (long.length === short.length) return long.join() === short.join() ? 0 : undefined;
  const at = long.findIndex((part, i) => part !== short[i]);
  return long.toSpliced(at, 1).join() === short.join() ? 1 : undefined;
}

/**
 * A base's name for a tensor of the adapted model, if the base holds it. The two names agree from the list of layers on. Before
 * it, one may have an extra part: a bare model has no `bert.`, and a model that reads pictures has other names in memory than in
 * its checkpoint. The function throws a CoreError where several tensors match equally well, as with CLIP's two towers.
 */
export function namesInBase(base: StateDictFile): (name: string) => string | undefined {
  const byRest = new Map<string, { name: string; wrappers: readonly string[] }[]>();
  for (const name of base.names) {
    const { wrappers, rest } = split(name);
    byRest.set(rest, [...(byRest.get(rest) ?? []), { name, wrappers }]);
  }
  return (name) => {
    if (base.has(name)) return name;
    const { wrappers, rest } = split(name);
    const others = byRest.get(rest) ?? [];
    const at = (wanted: 0 | 1) =>
      others
        .filter((other) => distance(wrappers, other.wrappers) === wanted)
        .map((one) => one.name);
    const [exact, near] = [at(0), at(1)];
    const found = exact.length > 0 ? exact : near;
    if (found.length > 1) throw ambiguousName(name, found);
    return found[0];
  };
}
