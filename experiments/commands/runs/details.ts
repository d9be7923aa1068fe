import type {
  AssetRecord,
  ClusterJob,
  DamagedRun,
  Environment,
  LatestMetric,
  RunRecord,
  StartRecord,
} from '@singlora/tracking';
import { againOf, anew } from '@singlora/reporting';
import { brief, columns, localTime, numberText, sizeText, worked } from './format.ts';
import { printable } from './printable.ts';

type Line = readonly string[];

/** Everything recorded about a run, in readable form; of each metric only the last value. */
export function detailsOf(run: RunRecord, metrics: readonly LatestMetric[]): string {
  const again = againOf(run);
  return textOf([
    [`Run ${run.id}`, headLines(run)],
    ['Configuration', Object.entries(run.config).map(([key, value]) => [key, brief(value)])],
    ['Result', Object.entries(run.summary).map(([key, value]) => [key, numberText(value)])],
    ['Models and data', run.assets.flatMap(assetLines)],
    ['Starts', run.starts.length > 1 ? run.starts.map(startLine) : []],
    ['Environment', environmentLines(run.environment)],
    ['Artifacts', run.artifacts.map(({ name, bytes, sha256 }) => [name, sizeText(bytes), sha256])],
    ['Metrics', metricLines(metrics)],
    [again.title, [[again.command]]],
  ]);
}

/** The readable fields of a run whose record is damaged. */
export const damagedOf = ({ id, experiment, status, startedAt, command, problem }: DamagedRun) =>
  textOf([
    [
      `Run ${id}`,
      [
        ['damaged', problem],
        ['experiment', experiment],
        ['recorded as', status],
        ['started', localTime(startedAt)],
      ],
    ],
    ['To make all runs of its command again', [[anew(command)]]],
  ]);

/** The maximum length of a shown value. */
const LONGEST = 2_000;

function textOf(sections: readonly (readonly [string, readonly Line[]])[]): string {
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [
      printable(title),
      columns(
        lines.map((line) => ['', ...line]),
        { cell: LONGEST },
      ),
    ])
    .map((parts) => parts.join('\n'))
    .join('\n\n');
}

function headLines(run: RunRecord): Line[] {
  const { pid, host } = run.owner;
  return [
    ['experiment', run.experiment],
    ['status', run.status + (run.status === 'running' ? ` in process ${pid} on ${host}` : '')],
    ...(run.error === undefined ? [] : [['error', run.error]]),
    ...(run.tags ? [['tags', run.tags.join(', ')]] : []),
    ...(run.note === undefined ? [] : [['note', run.note]]),
    ['started', localTime(run.startedAt)],
    ...(run.finishedAt ? [['took', worked(run.starts)]] : []),
    ['identity', run.identity],
    ['folder', run.folder],
    ['command', run.command],
    ...jobLines(run.starts.at(-1)?.job ?? null),
  ];
}

const jobLines = (job: ClusterJob | null): Line[] =>
  job === null ? [] : [['job', nameOf(job)], ...(job.log === null ? [] : [['log', job.log]])];

/** A job's name in Slurm's notation: `7_0` in an array. */
const nameOf = ({ id, index }: ClusterJob) => (index === null ? id : `${id}_${index}`);

function assetLines({ kind, id, revision, origin, sha256, standIn }: AssetRecord): Line[] {
  return [
    [kind, `${id} (${revision}), ${origin}`],
    ...(standIn === undefined ? [] : [['', standIn]]),
    ...Object.entries(sha256).map(([file, hash]) => ['', `${hash}  ${file}`]),
  ];
}

function startLine(start: StartRecord): Line {
  const { fromStep, toStep, host, pid, job, environment } = start;
  const at = (step: number | null) => (step === null ? '?' : numberText(step));
  return [
    localTime(start.startedAt),
    `steps ${at(fromStep)} to ${at(toStep)}`,
    start.endedAt === undefined ? 'not ended' : worked([start]),
    host === '' ? '' : `process ${pid} on ${host}`,
    job === null ? '' : `job ${nameOf(job)}`,
    environment.git ? `code ${environment.git.commit.slice(0, 12)}` : '',
  ];
}

function environmentLines(environment: Environment): Line[] {
  const { git, packages, argv, threads } = environment;
  const changes = git?.diffSha256 ? `, with changes ${git.diffSha256.slice(0, 12)}` : '';
  return [
    ['backend', environment.backend],
    [
      'machine',
      [
        environment.cpu,
        `${environment.cores} cores`,
        ...(threads === null ? [] : [`${threads} threads`]),
        sizeText(environment.memoryBytes),
      ].join(', '),
    ],
    ['system', `${environment.platform}, Node ${environment.node}`],
    ...(git ? [['git', `${git.commit.slice(0, 12)} on ${git.branch}${changes}`]] : []),
    ...Object.entries(packages).map(([name, version]) => [name, version]),
    ['arguments', argv.join(' ')],
  ];
}

const metricLines = (metrics: readonly LatestMetric[]): Line[] =>
  metrics.map(({ key, step, value, count }) => [
    key,
    numberText(value),
    `at step ${numberText(step)}`,
    `of ${numberText(count)} recorded`,
  ]);
