import { join, resolve } from 'node:path';
import { replaceFile } from '@singlora/files';
import { measuredRecord, type MeasuredRecord } from '@singlora/records';
import type { Environment } from '@singlora/tracking';
import type { Started } from './turns.ts';

/** Where measurements lie, one file a case; pages are made from them. */
const recordFolder = () =>
  resolve(process.env['SINGLORA_BENCH'] || join(import.meta.dirname, '../../runs/bench'));

/** Writes a case's record in place of the one before, and gives its path. Throws ZodError for one that no page could read. */
export async function writeRecord(record: MeasuredRecord): Promise<string> {
  const text = `${JSON.stringify(measuredRecord.parse(record), null, 1)}\n`;
  const path = join(recordFolder(), `${record.case}.json`);
  await replaceFile(path, (file) => file.writeFile(text));
  return path;
}

/** What every record says of its version, of where and when, from the environment that a worker reports. */
export function provenance(environment: Environment | undefined) {
  if (!environment) throw new Error('The side says nothing of its environment.');
  const { cpu, cores, memoryBytes, platform, node, git } = environment;
  return {
    version: 2 as const,
    measuredAt: new Date().toISOString(),
    code: git ? { commit: git.commit, dirty: git.dirty } : null,
    machine: { cpu, cores, memoryBytes, system: platform, node },
  };
}

/** {@link provenance}, as the first of the sides tells it, and what the record says of each. */
export const provenanceOf = (started: readonly Started[]) => ({
  ...provenance(started[0]?.ready.environment),
  sides: started.map(({ told }) => told),
});
