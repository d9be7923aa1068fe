import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeFiles } from './processes.ts';

const rounds = 20;
const mostParts = 32;

/** The input without one of `parts` equal parts, each in turn. */
function without(input: Uint8Array, parts: number): Buffer[] {
  const size = Math.ceil(input.length / parts);
  return Array.from({ length: Math.ceil(input.length / size) }, (_, i) =>
    Buffer.concat([input.subarray(0, i * size), input.subarray((i + 1) * size)]),
  );
}

/**
 * A shorter input with the same bug, by leaving out ever smaller parts. Only for what does not end the process:
 * each try would take a new one.
 */
export async function minimise(
  reader: string,
  input: Uint8Array,
  signature: string,
  folder: string,
): Promise<Uint8Array> {
  let least = input;
  for (
    let round = 0, parts = 2;
    round < rounds && parts <= mostParts && least.length > 1;
    round++
  ) {
    const shorter = without(least, parts);
    const files = shorter.map((_, i) => join(folder, `shorter-${i}`));
    shorter.forEach((bytes, i) => writeFileSync(files[i] as string, bytes));
    const outcomes = await judgeFiles(reader, files);
    const same = outcomes.findIndex((outcome) => outcome.signature === signature);
    if (same >= 0 && outcomes.length === files.length) least = shorter[same] as Buffer;
    else parts *= 2;
  }
  return least;
}
