import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plan, Session } from '@singlora/runner';
import { judgeCoordinates, judgeLosses, type CoordinateUnit } from '@singlora/scaling';
import { readMeasured } from './read.ts';
import { measuredPreset, type measuredRecord } from '../record.ts';
import type { ConfigOf } from '../../record.ts';
import { sentenceOf } from '../../sentence.ts';
import { countsOf, linesOf, says } from '../summary.ts';

/** A file that was measured elsewhere. */
export type MeasuredConfig = ConfigOf<typeof measuredRecord>;

/** A run a file. */
export const planMeasured = (files: readonly string[]): Plan<MeasuredConfig>[] =>
  files.map((measured) => ({
    label: `${basename(measured)}, measured elsewhere`,
    config: { version: 1, preset: measuredPreset, measured },
  }));

/** Reads all files first, so that nothing is judged where one is damaged. */
export async function openMeasuredSession(
  files: readonly string[],
): Promise<Session<MeasuredConfig>> {
  const units = new Map<string, readonly CoordinateUnit[]>();
  const hashes = new Map<string, string>();
  for (const file of files) {
    units.set(file, await readMeasured(file));
    hashes.set(
      file,
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
  }
  return {
    backend: 'none: nothing is trained here',
    assets: [],
    assetsOf: ({ config: { measured } }) => [
      {
        kind: 'dataset',
        id: basename(measured),
        revision: 'none',
        source: 'folder',
        origin: 'measured elsewhere',
        sha256: { [basename(measured)]: hashes.get(measured) ?? '' },
      },
    ],
    describe: (summary) => sentenceOf(says, summary),
    async run({ config: { measured } }, run, context) {
      const own = units.get(measured) ?? [];
      const widths = [...new Set(own.map(({ width }) => width))];
      const [modules, losses] = [judgeCoordinates(own), judgeLosses(own)];
      for (const line of linesOf(modules, losses)) context.log(`  ${line}`);
      const seeds = [...new Set(own.map(({ seed }) => seed))];
      await run.artifact(
        'result.json',
        JSON.stringify({ version: 2, widths, seeds, modules, losses }),
      );
      return { status: 'finished', summary: countsOf(modules, losses) };
    },
  };
}
