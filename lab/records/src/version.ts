import { otherVersion } from '@singlora/core/errors';
import { z } from 'zod';

/**
 * The field with a record's version, which is raised when the schema changes. A record of another version is refused,
 * with what reads it; one without a version is of version 0.
 */
export const recordVersion = <const Version extends number>(version: Version) =>
  z.literal(version, { error: ({ input = 0 }) => otherVersion(input, version) });

/** The first thing that a schema does not read, in words that follow the record's name. */
export function unreadPart({ issues: [first] }: z.ZodError): string {
  const at = first && first.path.length > 0 ? `${first.path.join('.')}: ` : '';
  return `differs from what is read (${at}${first?.message})`;
}
