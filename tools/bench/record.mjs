import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where measurements lie, one file a case; the performance page is made from them. */
const recordFolder = () =>
  resolve(process.env.SINGLORA_BENCH || join(import.meta.dirname, '../../runs/bench'));

/** Writes a case's record in place of the one before. */
export function writeRecord(record) {
  const folder = recordFolder();
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${record.case}.json`);
  writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 1)}\n`);
  renameSync(`${path}.new`, path);
  return path;
}

/** What every record says of where and when, from the environment that a worker reports. */
export function provenance(environment) {
  const { cpu, cores, memoryBytes, platform, node, git } = environment;
  return {
    measuredAt: new Date().toISOString(),
    code: git ? { commit: git.commit, dirty: git.dirty } : null,
    machine: { cpu, cores, memoryBytes, system: platform, node },
  };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
