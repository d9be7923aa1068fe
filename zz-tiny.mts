import { startBackend } from '@singlora/runtime';
import { writeTinySmallModel } from './experiments/testing/tiny-small-model.ts';
await startBackend();
console.log(await writeTinySmallModel('/tmp/tiny-model'));
