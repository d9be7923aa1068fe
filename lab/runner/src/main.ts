// The entry point of every experiment: main.ts FILE [flags], such as experiments/mnli.experiment.ts or theory/transfer/check.ts.
import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { complain, print } from '@singlora/core/errors/terminal';
import { stopMessage, type JobMessage } from './jobs.ts';
import { loadedFrom, loadExperiment } from './load.ts';
import { surviveLostOutput } from './lost-output.ts';
import { runProgram } from './program.ts';
import { listenForStop, stopCode } from './stop.ts';

surviveLostOutput();
const isJob = process.connected;
const stop = listenForStop(isJob ? () => undefined : complain); // before the experiment is loaded, which takes seconds
const [, program = '', source = '', ...argv] = process.argv;
const load = async () => ({
  experiment: await loadExperiment(loadedFrom(resolve(source), process.cwd(), program)),
  source,
});
if (isJob) {
  const askToStop = () => process.emit('SIGTERM'); // like a signal
  process.once('disconnect', askToStop);
  process.on('message', (message) => message === stopMessage && askToStop());
  process.channel?.unref();
}
const jobs: ChildProcess[] = [];
// The second Ctrl-C ends this process at once; a job that computes without a pause never sees it.
process.once('exit', () => jobs.forEach((job) => job.kill('SIGKILL')));
const startJob = (number: number) => {
  const job = fork(program, [source, ...argv], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, SINGLORA_JOB: String(number) },
  });
  jobs.push(job);
  return job;
};
const tell = (message: JobMessage) =>
  new Promise<void>((sent) => {
    if (process.connected) process.send?.(message, () => sent());
    else sent();
  });
process.exitCode = await runProgram(load, argv, {
  log: print,
  warn: complain,
  stop,
  env: process.env,
  ...(isJob ? { tell } : { startJob }),
});
// Node aborts where it cannot reset a closed terminal, so the process kills itself with the signal.
if (process.exitCode === stopCode('SIGHUP')) {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
