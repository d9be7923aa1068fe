import { GlueError, messages } from './errors.ts';
import type { DatasetSplit, GlueTask } from '@singlora/records';

/** The splits to load: the required ones must exist, the others may be absent. */
export interface WantedSplits {
  readonly required: readonly DatasetSplit[];
  readonly optional: readonly DatasetSplit[];
}

/**
 * Training rows always; of the dev splits those asked for, or else all, of which a
 * data set of the Hub needs only the first; the test
 * splits where asked for. Throws GLUE_SPLIT for a dev split that the task does not have.
 */
export function wantedSplits(
  task: GlueTask,
  { splits, test = false }: { splits?: readonly string[]; test?: boolean },
): WantedSplits {
  const { train, dev } = task.splits;
  const tests = test ? task.splits.test : [];
  if (splits === undefined) {
    const [first, ...others] = dev;
    return task.repository === undefined
      ? { required: [train, ...dev, ...tests], optional: [] }
      : { required: [train, first, ...tests], optional: others };
  }
  const asked = [...new Set(splits)].map((name) => {
    const split = dev.find((known) => known.name === name);
    if (split) return split;
    throw new GlueError('GLUE_SPLIT', messages.split(task, name));
  });
  return { required: [train, ...asked, ...tests], optional: [] };
}
