import { shown, type StateDictFile } from '../formats/bytes.ts';
import { ambiguousName } from '../errors.ts';
import { unwrapped } from './wrappers.ts';

/**
 * Names in checkpoints (left) and of their modules since transformers 5 (right), where more differs than the parts before a list
 * of layers. Source: its conversion_mapping.py.
 */
const renamed: readonly (readonly [RegExp, string])[] = [
  // PEFT's own wrapper, in a checkpoint of the model within it.
  [/^base_model\.model\./, ''],
  // LLaVA and its relatives.
  [/(^|\.)vision_tower\.vision_model\./, '$1vision_tower.'],
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

interface Split {
  readonly name: string;
  /** The parts before the list of layers or the last module, as written, and without one or more wrappers. */
  readonly forms: readonly string[];
  /** The rest, which starts at the list of layers or at the last module. */
  readonly rest: string;
}

function split(name: string): Split {
  const parts = renamed.reduce((text, [old, now]) => text.replace(old, now), name).split('.');
  const number = parts.findIndex((part) => /^\d+$/.test(part));
  const at = number > 0 ? number - 1 : Math.max(parts.length - 2, 0);
  const before = parts.slice(0, at);
  // The place where transformers puts "model" varies: `model.language_model`, `language_model.model`, `language_model`.
  const form = (one: readonly string[]) => one.filter((part) => part !== 'model').join('.');
  return { name, forms: [before, ...unwrapped(before)].map(form), rest: parts.slice(at).join('.') };
}

/** Whether two names are of one tensor: equal, or equal without the wrappers of one of them. */
const isSame = (one: Split, other: Split): boolean =>
  other.forms.includes(one.forms[0] as string) || one.forms.includes(other.forms[0] as string);

const known = new WeakMap<StateDictFile, (name: string) => string | undefined>();

/**
 * A base's name for a tensor of the adapted model, if the base holds it. The two names agree from the list of layers on. Before
 * it, one may have a wrapper: a bare model has no `bert.`, and a model that reads pictures has other names in memory than in
 * its checkpoint. The function throws a CoreError where several tensors match equally well, as with CLIP's two towers.
 */
export function namesInBase(base: StateDictFile): (name: string) => string | undefined {
  const found = known.get(base) ?? namesIn(base);
  known.set(base, found);
  return found;
}

function namesIn(base: StateDictFile): (name: string) => string | undefined {
  const byRest = new Map<string, Split[]>();
  for (const name of base.names) {
    const own = split(name);
    byRest.set(own.rest, [...(byRest.get(own.rest) ?? []), own]);
  }
  return (name) => {
    if (base.has(name)) return name;
    const own = split(name);
    const others = byRest.get(own.rest) ?? [];
    const exact = others.filter(({ forms }) => forms[0] === own.forms[0]);
    const found = exact.length > 0 ? exact : others.filter((other) => isSame(own, other));
    if (found.length > 1)
      throw ambiguousName(
        name,
        found.map((one) => one.name),
      );
    return found[0]?.name;
  };
}

/**
 * Tells of tensors that a base has under other names; undefined where there are none.
 * @param names the base's names of each tensor; none where it lacks the tensor
 */
export function translated(names: ReadonlyMap<string, readonly string[]>): string | undefined {
  const pairs = [...names].flatMap(([name, keys]) =>
    keys.length === 0 || keys.join() === name ? [] : [shown(`${name} → ${keys.join(' + ')}`, 300)],
  );
  if (pairs.length === 0) return undefined;
  const more = pairs.length > 3 ? `, and ${pairs.length - 3} more` : '';
  return `The base has ${pairs.length} of the adapter's tensors under other names, which are taken for the same: ${pairs.slice(0, 3).join(', ')}${more}.`;
}
