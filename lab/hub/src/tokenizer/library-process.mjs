// Serves one tokenizer to the process that started this one: see separate-library.ts.
import { openLibrary } from './library.mjs';

/** The processor time without an answer, in seconds, after which an expression is taken to run for ever. */
const most = 60;

/** @type {Record<string, (...args: any[]) => unknown>} */
let calls = {
  open: (content) => {
    calls = { ...openLibrary(content) };
  },
};
let unanswered = 0;
let last = process.cpuUsage();

/** @param {[id: number, name: string, ...args: unknown[]]} message */
async function answer([id, name, ...args]) {
  if (unanswered++ === 0) last = process.cpuUsage();
  try {
    process.send?.({ id, value: await calls[name]?.(...args) });
  } catch (error) {
    process.send?.({ id, problem: error instanceof Error ? error.message : String(error) });
  }
  unanswered--;
  last = process.cpuUsage();
}
process.on('message', answer);

setInterval(() => {
  if (unanswered === 0 || process.cpuUsage(last).user < most * 1e6) return;
  process.stderr.write(`no answer after ${most} seconds of the processor's time\n`, () =>
    process.kill(process.pid, 'SIGKILL'),
  );
}, 1000);

// Not process.exit, which waits for the library's threads.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
