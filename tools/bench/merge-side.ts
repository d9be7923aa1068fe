// Our side of the benchmark of merges: what the command `singlora merge` does.
//
//     tools/launch.mjs tools/bench/merge-side.ts '{"base": …, "adapter": …, "out": …}'
//
// Answers each command with the milliseconds of one merge, as torch_merge.py does.
import { mergeIntoCheckpoint, readAdapter } from '@singlora/core/node';
import { memoryUse, startBackend } from '@singlora/runtime';
import type { MergeFiles } from './merge.ts';
import { jobGiven, serve } from './serve.ts';

const { base, adapter, out } = jobGiven<MergeFiles>();
const { description } = await startBackend({ prefer: 'cpu' });
await serve(description, async () => {
  const start = performance.now();
  await mergeIntoCheckpoint(await readAdapter(adapter), base, out);
  const milliseconds = [performance.now() - start];
  return { milliseconds, peakRssBytes: memoryUse().peakRssBytes };
});
