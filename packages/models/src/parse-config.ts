import { z } from 'zod';
import { invalidConfig } from './errors.ts';

/**
 * The content of a config.json, checked; `source` names it in errors.
 * @throws {ModelError} `MODEL_CONFIG`, naming each wrong field
 */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  source: string,
  json: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw invalidConfig(source, z.prettifyError(parsed.error));
  return parsed.data;
}
