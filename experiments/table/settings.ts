import { list } from '@singlora/runner';
import { z } from 'zod';

/** The settings of a table's runs that users may change; its plans set all others. */
export const tableSettings = (plans: readonly string[]) =>
  z.strictObject({
    plans: list(z.enum(plans)).describe(`the plans to run, comma separated: ${plans.join(', ')}`),
    models: z
      .string()
      .optional()
      .describe(
        'a folder with a sub-folder for each model, named as on the Hub (default: the cache, or the Hub)',
      ),
    data: z.string().optional().describe('a folder with the rows or the subjects'),
    smoke: z.boolean().describe('a few steps of each run, to see that everything works: yes or no'),
    anyway: z
      .boolean()
      .describe('begin without a GPU, or with less disk or memory than is needed: yes or no'),
  });

export type TableSettings = z.infer<ReturnType<typeof tableSettings>>;

/** All of the table's plans, and the same with runs of seconds, to check that everything works. */
export const tablePresets = (plans: readonly string[]) => ({
  paper: { plans: [...plans], smoke: false, anyway: false },
  smoke: { plans: [...plans], smoke: true, anyway: true },
});
