import { reasonOf } from '@singlora/core/errors';
import {
  ChangedFile,
  isDamaged,
  recordedBytes,
  type ArtifactRecord,
  type ContentHashes,
} from '@singlora/tracking';
import { Command } from 'commander';
import { numberText } from './format.ts';
import { withTracking } from './opened.ts';
import { FoundWrong, type Output } from './output.ts';
import { printable } from './printable.ts';
import { uncountedIn } from './uncounted.ts';

export const verifyCommand = (output: Output): Command =>
  new Command('verify')
    .alias('check')
    .summary('say whether the database and the files of its runs are what was recorded')
    .description(
      'read the whole database and the files of its runs, and say whether they are what was recorded, and whether results are those of their predictions',
    )
    .action(() =>
      withTracking(async (tracking) => {
        await tracking.check();
        const wrong: string[] = [];
        const found = { runs: 0, points: 0, files: 0, unhashed: 0 };
        for await (const run of tracking.each()) {
          found.runs += 1;
          if (isDamaged(run)) {
            wrong.push(`The record of run ${run.id} is damaged (${run.problem}).`);
            continue;
          }
          for (const { count } of await tracking.latest(run.id)) found.points += count;
          if (run.status === 'finished' && !run.hashes) found.unhashed += 1;
          for (const part of (await tracking.changed(run)) ?? [])
            wrong.push(`Run ${run.id}: ${partNames[part]} not what was recorded when it finished.`);
          for (const file of run.artifacts) {
            found.files += 1;
            const problem = fileProblem(file);
            if (problem !== undefined) wrong.push(`Run ${run.id}: ${file.name} ${problem}.`);
          }
        }
        const { contradictions, otherVersions } = await uncountedIn(tracking);
        wrong.push(...contradictions);
        for (const says of otherVersions) output.print(printable(says));
        const counts = `${numberText(found.runs)} runs, ${numberText(found.points)} points of curves and ${numberText(found.files)} files`;
        if (wrong.length > 0)
          throw new FoundWrong([
            ...wrong,
            `${tracking.path} is not sound: of ${counts}, those above are wrong. \`runs rm\` deletes a run.`,
          ]);
        const unhashed =
          found.unhashed > 0
            ? ` ${numberText(found.unhashed)} finished runs are not hashed: an older version recorded them, so later edits of their curves do not show.`
            : '';
        output.print(printable(`${tracking.path} is sound. It holds ${counts}.${unhashed}`));
      }),
    );

const partNames: Readonly<Record<keyof ContentHashes, string>> = {
  summary: 'its result is',
  curves: 'its curves are',
  files: 'the list of its files is',
};

/** The problem of a recorded file; undefined where it is unchanged. */
export function fileProblem(file: ArtifactRecord): string | undefined {
  try {
    recordedBytes(file);
    return undefined;
  } catch (error) {
    if (error instanceof ChangedFile) return 'is not what was recorded: its SHA-256 is another';
    return `cannot be read: ${reasonOf(error)}`;
  }
}
