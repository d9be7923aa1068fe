import { scoredSplits } from '@singlora/records';
import { identityOf } from '@singlora/tracking';
import { codeOf } from './code-problem.ts';
import { PredictionsReader } from './glue/predictions.ts';
import type { RecordedRun } from './recorded-run.ts';

/** A change of recorded runs, by which they contradict themselves or each other. */
export type Doctor = (runs: readonly RecordedRun[]) => readonly RecordedRun[];

export type Own = RecordedRun['record'];
type Which = (own: Own) => boolean;
type Change = (own: Own) => Partial<Own>;

/** The adapter in a run's configuration. */
export const adapterOf = ({ config: own }: Pick<Own, 'config'>) =>
  (own['adapter'] ?? {}) as Readonly<Record<string, unknown>>;

export const both: Which = () => true;

export const isOf =
  (method: string): Which =>
  (own) =>
    adapterOf(own)['method'] === method;

/** A run with a change, and the identity that it then has, unless the change says one. */
const changed = ({ metric, record: own }: RecordedRun, to: Change): RecordedRun => {
  const change = to(own);
  const record = { ...own, identity: identityNow({ ...own, ...change }), ...change };
  const predictions = new PredictionsReader().of(record, scoredSplits(record.summary)[0] ?? '');
  return { record, metric, predictions };
};

function identityNow({ experiment, config, assets, environment }: Own): string {
  return identityOf({ experiment, config, assets, code: codeOf(environment) ?? '' });
}

/** Changes the runs that `which` picks, by default those that `usual` does. */
export const eachOf =
  (usual: Which) =>
  (to: Change, which = usual): Doctor =>
  (runs) =>
    runs.map((run) => (which(run.record) ? changed(run, to) : run));

/** Changed copies of the runs that `which` picks, beside them. */
export const beside =
  (which: Which, to: Change): Doctor =>
  (runs) => [
    ...runs,
    ...runs
      .filter(({ record }) => which(record))
      .map((run) => changed(run, (own) => ({ id: `x${own.id}`, ...to(own) }))),
  ];

export const without =
  (which: Which): Doctor =>
  (runs) =>
    runs.filter(({ record }) => !which(record));

export const config =
  (changes: object): Change =>
  (own) => ({ config: { ...own.config, ...changes } });

export const adapter =
  (changes: object): Change =>
  (own) =>
    config({ adapter: { ...adapterOf(own), ...changes } })(own);

export const summary =
  (changes: (own: Own['summary']) => Own['summary']): Change =>
  (own) => ({ summary: { ...own.summary, ...changes(own.summary) } });

/** Without the values of the summary with these names. */
export const lacking =
  (names: RegExp): Change =>
  ({ summary: all }) => ({
    summary: Object.fromEntries(Object.entries(all).filter(([name]) => !names.test(name))),
  });

export const environment =
  (changes: Partial<Own['environment']>): Change =>
  (own) => ({
    environment: { ...own.environment, ...changes },
    starts: own.starts.map((start) => ({
      ...start,
      environment: { ...start.environment, ...changes },
    })),
  });

export const commit = (hash: string, dirty = false): Change =>
  environment({ git: { commit: hash, branch: 'HEAD', dirty }, code: null });

export const otherCommit = commit('f'.repeat(40));

export const otherHash = { sha256: { 'model.safetensors': 'f'.repeat(64) } };

/** Changes the model or the rows. */
export const asset =
  (kind: 'model' | 'dataset', changes: object = otherHash): Change =>
  ({ assets }) => ({
    assets: assets.map((one) => (one.kind === kind ? { ...one, ...changes } : one)),
  });

/** Gives the runs of LoRA and SingLoRA the adapter of each other. */
export const exchanged =
  (which: Which = both): Doctor =>
  (runs) => {
    const of = (method: string) =>
      adapter(adapterOf(runs.find(({ record }) => which(record) && isOf(method)(record))!.record));
    const [lora, singlora] = [of('lora'), of('singlora')];
    return eachOf((own) => which(own) && (isOf('lora')(own) || isOf('singlora')(own)))((own) =>
      isOf('lora')(own) ? singlora(own) : lora(own),
    )(runs);
  };

/** What no suite may decide by, and why; `each` changes the results of one side. */
export const ofEverySuite = (each: ReturnType<typeof eachOf>): [string, Doctor, RegExp][] => [
  [
    'another identity',
    each(
      (own) => ({ ...environment({ code: { 'a.ts': 'f' } })(own), identity: own.identity }),
      both,
    ),
    /its identity/,
  ],
  ['half the steps', each(summary(({ steps = 0 }) => ({ steps: steps / 2 }))), /steps, not/],
  [
    'a larger model',
    each(summary(({ totalParameters = 0 }) => ({ totalParameters: 2 * totalParameters }))),
    /parameters of the model/,
  ],
  ['other weights under the same name', each(asset('model'), both), /its weights are not those of/],
  ['code of another commit', each(otherCommit), /by different code|cannot be checked/],
  ['code that was not committed', each(commit('f'.repeat(40), true), both), /was not committed/],
  [
    'other packages',
    each(environment({ packages: { '@tensorflow/tfjs-core': '9.0.0' } })),
    /different packages/,
  ],
  ['a smoke run', each(config({ preset: 'smoke' }), both), /smoke run/],
];
