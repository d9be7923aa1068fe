import { tasks } from '@singlora/records';
import { z } from 'zod';

/** A flag that takes a task. */
export const taskSetting = z
  .string()
  .describe(
    `a task of GLUE (${Object.keys(tasks).join(', ')}), or the .json file that describes your own`,
  );
