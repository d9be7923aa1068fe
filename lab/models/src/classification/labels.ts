import { z } from 'zod';
import { otherLabels, otherOutputs } from '../errors.ts';
import { parseConfig } from '../config.ts';

const schema = z.object({
  id2label: z
    .record(z.string().regex(/^\d+$/), z.union([z.string(), z.number().transform(String)]))
    .nullish(),
  num_labels: z.int().positive().nullish(),
});

/**
 * The classes of a checkpoint's head in the order of its outputs, from config.json's `id2label`;
 * without names there, `LABEL_0`, `LABEL_1`, …, as in transformers.
 * @param outputs as many as the head has
 * @throws {ModelError} `MODEL_CONFIG`
 */
export function checkpointLabels(source: string, json: unknown, outputs: number): string[] {
  const { id2label, num_labels } = parseConfig(schema, source, json);
  const count = id2label ? Object.keys(id2label).length : (num_labels ?? outputs);
  if (!id2label && count !== outputs) throw otherOutputs(source, count, outputs);
  return Array.from({ length: count }, (_, id) => id2label?.[id] ?? `LABEL_${id}`);
}

/**
 * The index of the checkpoint's output for each of the task's classes; undefined where they are in the task's order
 * already. Names match regardless of case, spaces, hyphens and underscores. Generic ones (`LABEL_0`) match any
 * class, and where the task's classes have no names only their count matters.
 * @throws {ModelError} `MODEL_LABELS` where the classes differ
 */
export function outputOrder(
  source: string,
  theirs: readonly string[],
  ours: readonly string[] | number,
): number[] | undefined {
  const count = typeof ours === 'number' ? ours : ours.length;
  if (theirs.length !== count) throw otherLabels(source, theirs, ours);
  if (typeof ours === 'number' || theirs.every((name) => /^LABEL_\d+$/i.test(name))) return;
  const positions = new Map(theirs.map((name, id) => [plain(name), id]));
  const order = ours.map((name) => positions.get(plain(name)));
  if (!order.every((id) => id !== undefined) || new Set(order).size < count) {
    throw otherLabels(source, theirs, ours);
  }
  return order.every((id, i) => id === i) ? undefined : order;
}

/** The same for `not_entailment`, `not entailment` and `NOT-ENTAILMENT`. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]+/g, '_');
