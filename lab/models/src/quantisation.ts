import { checkpointFiles, type Assets } from '@singlora/hub';
import { openWeights } from './weight-file.ts';

/**
 * The type of most of a checkpoint's values, such as `Q4_K`, if it takes less than 16 bits per value; undefined
 * for half precision or more. Reads headers alone.
 * @throws {FormatError} for an invalid file
 */
export async function quantisationOf(assets: Assets): Promise<string | undefined> {
  const file = await openWeights(checkpointFiles(assets).weights.path);
  try {
    const types = new Map<string, { numbers: number; bytes: number }>();
    for (const { dtype, shape, start, end } of file.names.map((name) => file.info(name))) {
      const held = types.get(dtype) ?? { numbers: 0, bytes: 0 };
      held.numbers += shape.reduce((product, size) => product * size, 1);
      held.bytes += end - start;
      types.set(dtype, held);
    }
    const [most] = [...types].sort(([, a], [, b]) => b.numbers - a.numbers);
    if (most === undefined) return undefined;
    const [type, { numbers, bytes }] = most;
    return bytes < 2 * numbers ? type : undefined;
  } finally {
    await file.close();
  }
}
