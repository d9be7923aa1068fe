// launch.mjs experiments/testing/writer.ts DATABASE SEED ROWS: records ROWS metric rows in a separate run.
import { openTracking } from '@singlora/tracking';

const [url, seed, rows] = process.argv.slice(2);
const tracking = await openTracking(url);
const run = await tracking.start({
  experiment: 'writer',
  identity: `writer ${seed}`,
  config: { seed: Number(seed) },
  environment: {
    node: process.version,
    platform: process.platform,
    cpu: '',
    cores: 1,
    threads: 2,
    code: {},
    lockSha256: null,
    memoryBytes: 0,
    packages: {},
    argv: process.argv,
    backend: 'none',
  },
  assets: [],
  command: '',
});
for (let step = 1; step <= Number(rows); step++) {
  run.log(step, { loss: step + Number(seed) / 10 });
  if (step % 50 === 0) await run.flush();
}
await run.end('finished', { rows: Number(rows) });
await tracking.close();
