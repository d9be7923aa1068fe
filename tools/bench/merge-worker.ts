// One side of the benchmark of merges: what the command `singlora merge` does.
//
//     tools/launch.mjs tools/bench/merge-worker.ts '{"base": …, "adapter": …, "out": …}'
//
// Answers each command with the milliseconds of one merge, as torch_merge.py does.
import { mergeIntoCheckpoint, readAdapter } from '@singlora/core/node';
import { memoryUse, startBackend } from '@singlora/runtime';
import { serve } from './commands.ts';
import type { MergeFiles } from './merge-files.ts';

const { base, adapter, out } = JSON.parse(process.argv[2] ?? '') as MergeFiles;
const { description } = await startBackend({ prefer: 'cpu' });
await serve(description, async () => {
  const start = performance.now();
  await mergeIntoCheckpoint(await readAdapter(adapter), base, out);
  const milliseconds = [performance.now() - start];
  return { milliseconds, peakRssBytes: memoryUse().peakRssBytes };
});
