import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const pathIn = (folder: string) => join(folder, 'units.jsonl');

/** The parts of a run that an earlier process finished, in order. */
export async function finishedUnits<Unit>(folder: string): Promise<Unit[]> {
  const text = await readFile(pathIn(folder), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Unit];
    } catch {
      return []; // cut off when the process ended
    }
  });
}

/** Saves a finished part. The newline comes first, so that a truncated line before it stays separate. */
export async function keepUnit(folder: string, unit: object): Promise<void> {
  await appendFile(pathIn(folder), `\n${JSON.stringify(unit)}`);
}
