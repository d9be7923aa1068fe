// One side of the benchmark of merges: what the command `singlora merge` does.
//
//     tools/launch.mjs tools/bench/merge-worker.ts '{"base": …, "adapter": …, "out": …}'
//
// Says that it is ready (`Ready`), then answers each command with the milliseconds of one merge (`Answer`), as torch_merge.py does.
import { mergeIntoCheckpoint, readAdapter } from '@singlora/core/node';
import { memoryUse, startBackend } from '@singlora/runtime';
import { captureEnvironment } from '@singlora/tracking';
import { commandsOf } from './commands.ts';
import type { MergeFiles } from './merge-files.ts';
import type { Ready } from './sides.ts';
import type { Answer } from './turns.ts';

const { base, adapter, out } = JSON.parse(process.argv[2] ?? '') as MergeFiles;
const say = (message: Ready | Answer) => process.stdout.write(`${JSON.stringify(message)}\n`);
const nextCommand = commandsOf<object>();
const { description } = await startBackend({ prefer: 'cpu' });
say({ ready: description, environment: await captureEnvironment({ backend: description }) });
for (;;) {
  await nextCommand();
  const start = performance.now();
  await mergeIntoCheckpoint(await readAdapter(adapter), base, out);
  const milliseconds = [performance.now() - start];
  say({ milliseconds, peakRssBytes: memoryUse().peakRssBytes });
}
