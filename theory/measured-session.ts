import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Session } from '@singlora/runner';
import { knownNumbers, type Made } from './experiment.ts';
import { sentenceOf } from './sentence.ts';

/** The results from a file that was measured elsewhere, with lines that tell them at once. */
export type MadeOfFile = Made<unknown> & { readonly lines: readonly string[] };

/** Records what files say; nothing is trained. All are read first, so that nothing is recorded where one is damaged. */
export async function measuredSession(
  files: readonly string[],
  read: (file: string) => Promise<MadeOfFile>,
  says: string,
): Promise<Session<{ readonly measured: string }>> {
  const made = new Map<string, MadeOfFile & { readonly sha256: string }>();
  for (const file of files) {
    const own = await read(file);
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    made.set(file, { ...own, sha256 });
  }
  const of = (file: string) => made.get(file) as MadeOfFile & { readonly sha256: string };
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
        sha256: { [basename(measured)]: of(measured).sha256 },
      },
    ],
    describe: (summary) => sentenceOf(says, summary),
    async run({ config: { measured } }, run, context) {
      const { result, summary, lines } = of(measured);
      for (const line of lines) context.log(`  ${line}`);
      await run.artifact('result.json', JSON.stringify(result));
      return { status: 'finished', summary: knownNumbers(summary) };
    },
  };
}
