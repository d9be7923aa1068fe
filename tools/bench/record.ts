import { join, resolve } from 'node:path';
import { replaceFile } from '@singlora/core/disk';
import { measuredRecord, type MeasuredRecord } from '@singlora/records';
import type { Environment } from '@singlora/tracking';
import type { Started } from './turns.ts';

/** Writes a case's record over the previous one, and returns its path. Throws ZodError for one that no page could read. */
export async function writeRecord(record: MeasuredRecord): Promise<string> {
  const folder = process.env['SINGLORA_BENCH'] || join(import.meta.dirname, '../../runs/bench');
  const path = join(resolve(folder), `${record.case}.json`);
  const text = `${JSON.stringify(measuredRecord.parse(record), null, 1)}\n`;
  await replaceFile(path, (file) => file.writeFile(text));
  return path;
}

/** Every record's fields on its version, place and time. */
export function provenance({ cpu, cores, memoryBytes, platform, node, git }: Environment) {
  return {
    version: 2 as const,
    measuredAt: new Date().toISOString(),
    code: git ? { commit: git.commit, dirty: git.dirty } : null,
    machine: { cpu, cores, memoryBytes, system: platform, node },
  };
}

/** {@link provenance}, as reported by the first side, and the record's fields on each side. */
export function provenanceOf(started: readonly Started[]) {
  const environment = started[0]?.ready.environment;
  if (!environment) throw new Error('The first side says nothing of its environment.');
  return { ...provenance(environment), sides: started.map(({ told }) => told) };
}
