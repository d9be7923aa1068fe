import type { Judging } from '../../measured-session.ts';
import type { ConfigOf } from '../../record.ts';
import { measuredPreset, type measuredRecord } from '../record.ts';
import type { CoordinateSettings } from '../settings.ts';
import { countsOf, departureLines, countsSentence } from '../summary.ts';
import { expectOf } from './expect.ts';
import { judgedFile } from './judged.ts';

export const judging: Judging<CoordinateSettings, ConfigOf<typeof measuredRecord>> = {
  configOf: (measured, { expect }) => ({
    version: 2,
    preset: measuredPreset,
    measured,
    expect: expectOf(expect),
  }),
  async read(file, { expect }) {
    const own = await judgedFile(file, expectOf(expect));
    return {
      result: { version: 3, ...own },
      summary: countsOf(own.modules, own.losses),
      lines: departureLines(own.modules, own.losses),
    };
  },
  says: countsSentence,
};
