import { z } from 'zod';
import { count, positive, text } from './run/fields.ts';
import { recordVersion } from './version.ts';

/** The fields of every measurement. */
export const measurement = {
  version: recordVersion(2),
  /** Short and unique among the cases, such as "minilm-32x48". */
  case: text,
  title: text,
  /** The command that repeats it. */
  command: text,
  measuredAt: z.iso.datetime({ offset: true }),
  code: z.strictObject({ commit: text, dirty: z.boolean() }).nullable(),
  machine: z.strictObject({
    cpu: text,
    cores: count,
    memoryBytes: positive,
    system: text,
    node: text,
  }),
};
