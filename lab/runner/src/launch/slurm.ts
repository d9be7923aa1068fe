import { shellWord } from '../command-line.ts';

/** An array job of equal workers, followed by the pages. */
export interface SlurmJob {
  readonly name: string;
  readonly workers: number;
  /** A worker's program and its arguments. */
  readonly command: readonly string[];
  /** The command that makes the pages; absent where none are wanted. */
  readonly pages?: readonly string[] | undefined;
  /** Options of sbatch, such as `--time=24:00:00`; they override those given here and those of the environment. */
  readonly options: readonly string[];
  /** The names of environment variables without which the workers would do something else. */
  readonly variables: readonly string[];
  /** The folder in which commands run; it and the folder of logs have the same paths on all hosts. */
  readonly root: string;
  readonly logs: string;
}

/**
 * The shell commands that submit a job: the workers as one array, followed by the pages once the workers have ended.
 *
 * Slurm sends SIGUSR1 two minutes before a worker's time limit. The worker then saves and stops after the current step,
 * and is requeued, unless its limit left it less than ten seconds: it would be requeued for ever. SIGTERM, which `scancel`
 * sends, also saves and stops it, without requeueing.
 */
export function slurmProgram(job: SlurmJob): string {
  const { name, workers, command, pages, options, variables, root, logs } = job;
  const place = (log: string) =>
    `--chdir=${shellWord(root)} --output=${shellWord(`${logs}/${log}.log`)}`;
  const asked = options.length > 0 ? ` ${shellWords(options)}` : '';
  const checked = `\
for name in ${variables.join(' ')}; do
  [ -n "\${!name}" ] && continue
  echo "This job does not have $name of the shell that submitted it. Submit it with --export=ALL." >&2
  exit 2
done`;
  const submission = `\
set -e
mkdir -p ${shellWord(logs)}
# Within a job, its own variables would bind the workers to its cores and memory.
[ -z "$SLURM_JOB_ID" ] || unset $(env | sed -n 's/^\\(SLURM_[A-Z_]*\\)=.*/\\1/p' | grep -vE '_(CONF|CONF_SERVER|JWT)$')
job=$(sbatch --parsable${asked} <<${hereDocument(
    'WORKER',
    `\
#!/bin/bash
#SBATCH --job-name=${name} --array=0-${workers - 1} --ntasks=1
#SBATCH --requeue --signal=USR1@120 --open-mode=append
#SBATCH ${place(`${name}-%A_%a`)}
${checked}
export SINGLORA_REPORTS=none SINGLORA_CLUSTER_LOG="$(readlink /proc/$$/fd/1)"
srun \${SLURM_CPUS_PER_TASK:+--cpus-per-task=$SLURM_CPUS_PER_TASK} ${shellWords(command)}
ended=$?
[ $ended = $((128 + $(kill -l USR1))) ] || exit $ended
[ $SECONDS -ge 10 ] && exec scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
echo "The time limit stopped this worker within ten seconds of its start, as Slurm warns it two minutes before: ask for a longer --time." >&2
exit $ended`,
  )}
)
job=\${job%%;*} # without the cluster's name
echo "Submitted job $job. squeue --jobs=$job shows its workers, scancel $job stops and saves. They print into"
echo ${shellWord(`${logs}/${name}-`)}"\${job}_*.log"`;
  if (!pages) return submission;
  // The last option wins: a user's array applies to the workers only.
  const once = options.some((option) => /^(-a|--array)/.test(option)) ? ' --array=0' : '';
  return `${submission}
pages=$(sbatch --parsable${asked}${once} --dependency="afterany:$job" <<${hereDocument(
    'PAGES',
    `\
#!/bin/bash
#SBATCH --job-name=${name}-pages --ntasks=1
#SBATCH ${place(`${name}-pages-%j`)}
${checked}
exec ${shellWords(pages)}`,
  )}
)
echo "Job \${pages%%;*} makes the pages once they have ended."`;
}

const shellWords = (words: readonly string[]) => words.map(shellWord).join(' ');

/** A text as a here-document, which ends at the first line that is its delimiter: none of the text's is. */
function hereDocument(name: string, text: string): string {
  const lines = new Set(text.split('\n'));
  let delimiter = name;
  while (lines.has(delimiter)) delimiter += '_';
  return `'${delimiter}'\n${text}\n${delimiter}`;
}
