import { dreamBoothRunConfig, glueRunConfig, unreadPart } from '@singlora/records';
import type { RunRecord } from '@singlora/tracking';
import { isPictures } from './dreambooth/run.ts';
import { isGlue } from './glue/run.ts';

/** Why a suite does not read a run's configuration, in words that follow its name; undefined where it does, or no suite has such runs. */
export function outdated({ config }: Pick<RunRecord, 'config'>): string | undefined {
  const schemas = [isGlue(config) && glueRunConfig, isPictures(config) && dreamBoothRunConfig];
  const [error] = schemas.flatMap((schema) => (schema && schema.safeParse(config).error) || []);
  return error && unreadPart(error);
}
