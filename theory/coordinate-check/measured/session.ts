import { basename } from 'node:path';
import type { Plan, Session } from '@singlora/runner';
import { measuredSession } from '../../measured-session.ts';
import type { ConfigOf } from '../../record.ts';
import { measuredPreset, type measuredRecord } from '../record.ts';
import type { CoordinateSettings } from '../settings.ts';
import { countsOf, linesOf, says } from '../summary.ts';
import { expectOf } from './expect.ts';
import { judgedFile } from './judged.ts';

/** A file that was measured elsewhere. */
export type MeasuredConfig = ConfigOf<typeof measuredRecord>;

type Asked = Pick<CoordinateSettings, 'measured' | 'expect'>;

/** A run a file. */
export const planMeasured = ({ measured, expect }: Asked): Plan<MeasuredConfig>[] =>
  measured.map((file) => ({
    label: `${basename(file)}, measured elsewhere`,
    config: { version: 2, preset: measuredPreset, measured: file, expect: expectOf(expect) },
  }));

/** Judges what files hold. */
export const openMeasuredSession = (asked: Asked): Promise<Session<MeasuredConfig>> =>
  measuredSession(
    asked.measured,
    async (file) => {
      const own = await judgedFile(file, expectOf(asked.expect));
      return {
        result: { version: 3, ...own },
        summary: countsOf(own.modules, own.losses),
        lines: linesOf(own.modules, own.losses),
      };
    },
    says,
  );
