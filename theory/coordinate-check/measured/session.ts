import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plan, Session } from '@singlora/runner';
import type { ConfigOf } from '../../record.ts';
import { sentenceOf } from '../../sentence.ts';
import { measuredPreset, type measuredRecord } from '../record.ts';
import type { CoordinateSettings } from '../settings.ts';
import { countsOf, linesOf, says } from '../summary.ts';
import { expectOf } from './expect.ts';
import { judgedFile, type JudgedFile } from './judged.ts';

/** A file that was measured elsewhere. */
export type MeasuredConfig = ConfigOf<typeof measuredRecord>;

type Asked = Pick<CoordinateSettings, 'measured' | 'expect'>;

/** A run a file. */
export const planMeasured = ({ measured, expect }: Asked): Plan<MeasuredConfig>[] =>
  measured.map((file) => ({
    label: `${basename(file)}, measured elsewhere`,
    config: { version: 2, preset: measuredPreset, measured: file, expect: expectOf(expect) },
  }));

/** Reads all files first, so that nothing is recorded where one is damaged. */
export async function openMeasuredSession(asked: Asked): Promise<Session<MeasuredConfig>> {
  const judged = new Map<string, JudgedFile>();
  const hashes = new Map<string, string>();
  for (const file of asked.measured) {
    judged.set(file, await judgedFile(file, expectOf(asked.expect)));
    const hash = createHash('sha256').update(await readFile(file));
    hashes.set(file, hash.digest('hex'));
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
      const own = judged.get(measured) as JudgedFile;
      for (const line of linesOf(own.modules, own.losses)) context.log(`  ${line}`);
      await run.artifact('result.json', JSON.stringify({ version: 3, ...own }));
      return { status: 'finished', summary: countsOf(own.modules, own.losses) };
    },
  };
}
