import { meantName } from '@singlora/errors';
import type { z } from 'zod';
import { UsageError } from './errors.ts';
import { objectIn } from './fields.ts';
import { readJson, valueAt } from './values.ts';

/**
 * A run's configuration from a file: as its record has it, of this version or an older one, or within the whole record.
 * @throws UsageError that names each field that is unknown, missing or wrong
 */
export function readRunFile<Config>(file: string, schema: z.ZodType<Config>): Config {
  const read = readJson('--config', file);
  const { config = read } = { ...(read as { config?: unknown } | null) };
  const { data, error } = schema.safeParse(config);
  if (!error) return data;
  const problems = error.issues.flatMap((issue) => problemsOf(issue, config, schema));
  throw new UsageError(
    [`--config: ${file} is no run of this experiment:`, ...problems.map((one) => `  ${one}`)].join(
      '\n',
    ),
  );
}

function problemsOf(issue: z.core.$ZodIssue, config: unknown, schema: z.ZodType): string[] {
  const { path } = issue;
  if (issue.code !== 'unrecognized_keys') {
    return [
      `${path.join('.')}: ${valueAt(config, path) === undefined ? 'it is missing' : issue.message}`,
    ];
  }
  const known = path.reduce(
    (within, key) => objectIn(within?.shape[String(key)]),
    objectIn(schema),
  );
  return issue.keys.map((key) => {
    const meant = meantName(key, Object.keys(known?.shape ?? {}));
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    return `${[...path, key].join('.')}: there is no such field.${hint}`;
  });
}
