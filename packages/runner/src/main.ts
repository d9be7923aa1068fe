// The entry point of every experiment: main.ts FILE [flags], such as experiments/mnli.experiment.ts or theory/transfer/check.ts.
import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { loadedFrom, loadExperiment, loadProjectOf } from './load.ts';
import { runProgram } from './program.ts';
import { listenForStop, stopCode } from './stop.ts';

// Output to a closed terminal or an ended program is lost; the run continues.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const log = (line: string) => console.log(line);
const stop = listenForStop(log); // before the experiment is loaded, which takes seconds
const [, program = '', source = '', ...argv] = process.argv;
const load = async () => {
  const file = loadedFrom(resolve(source), process.cwd(), program);
  return { experiment: await loadExperiment(file), project: await loadProjectOf(file), source };
};
const warn = (line: unknown) => console.error(line);
const isHelper = process.connected;
if (isHelper) {
  process.once('disconnect', () => process.emit('SIGTERM')); // asks for a stop, as a signal does
  process.channel?.unref();
}
const startHelper = () =>
  fork(program, [source, ...argv], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
process.exitCode = await runProgram(load, argv, {
  log,
  warn,
  stop,
  env: process.env,
  ...(!isHelper && { startHelper }),
});
// Node aborts where it cannot reset a closed terminal, so the process ends by the signal itself.
if (process.exitCode === stopCode('SIGHUP')) {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
