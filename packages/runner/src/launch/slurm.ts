import { shellWord } from '../command-line.ts';

/** An array job of equal workers, and the pages after them. */
export interface SlurmJob {
  readonly name: string;
  readonly workers: number;
  /** A worker's program and its arguments. */
  readonly command: readonly string[];
  /** The command that makes the pages; absent where none are wanted. */
  readonly pages?: readonly string[] | undefined;
  /** Of sbatch, such as `--time=24:00:00`; they come last, and so win over those given here. */
  readonly options: readonly string[];
  /** Where commands run; all hosts have it at the same path, as they have the folder of logs. */
  readonly root: string;
  readonly logs: string;
}

/**
 * The shell commands that submit a job: the workers as one array, and once they have ended the pages.
 *
 * Slurm sends SIGUSR1 two minutes before a worker's time is up. The worker then stops after a step and saves, and goes back into the
 * queue. SIGTERM, which `scancel` sends, stops and saves as well, and it does not go back.
 */
export function slurmProgram(job: SlurmJob): string {
  const { name, workers, command, pages, root, logs } = job;
  const script = (own: readonly string[], lines: readonly string[]) => {
    const options = [`--chdir=${root}`, ...own, ...job.options];
    return ['#!/bin/bash', ...options.map((one) => `#SBATCH ${shellWord(one)}`), ...lines].join(
      '\n',
    );
  };
  const worker = script(
    [
      ...[
        `--job-name=${name}`,
        `--array=0-${workers - 1}`,
        '--ntasks=1',
        '--requeue',
        '--signal=USR1@120',
      ],
      ...[`--output=${logs}/${name}-%A_%a.log`, '--open-mode=append'],
    ],
    [
      'export SINGLORA_REPORTS=none SINGLORA_CLUSTER_LOG="$(readlink /proc/$$/fd/1)"',
      `srun \${SLURM_CPUS_PER_TASK:+--cpus-per-task=$SLURM_CPUS_PER_TASK} ${shellWords(command)}`,
      'ended=$?',
      '[ $ended = $((128 + $(kill -l USR1))) ] && exec scontrol requeue "$SLURM_JOB_ID"',
      'exit $ended',
    ],
  );
  const submission = [
    'set -e',
    `mkdir -p ${shellWord(logs)}`,
    `job=$(sbatch --parsable <<'WORKER'\n${worker}\nWORKER\n)`,
    'job=${job%%;*}', // "7;cluster" where there are several clusters
    `echo "Submitted job $job. squeue --jobs=$job shows its workers, scancel $job stops and saves. They print into"`,
    `echo ${shellWord(`${logs}/${name}-`)}"\${job}_*.log"`,
  ];
  if (pages) {
    const place = [`--job-name=${name}-pages`, `--output=${logs}/${name}-pages-%j.log`];
    const afterwards = script(place, [`exec ${shellWords(pages)}`]);
    submission.push(
      `pages=$(sbatch --parsable --dependency="afterany:$job" <<'PAGES'\n${afterwards}\nPAGES\n)`,
      'echo "Job ${pages%%;*} makes the pages once they have ended."',
    );
  }
  return submission.join('\n');
}

const shellWords = (words: readonly string[]) => words.map(shellWord).join(' ');
