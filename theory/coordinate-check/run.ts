import type { Context, Outcome, Plan, Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import {
  familyOf,
  judgeCoordinates,
  measureCoordinates,
  ModelCache,
  type CoordinateStep,
  type CoordinateUnit,
  type ModuleReport,
} from '@singlora/scaling';
import type { Run } from '@singlora/tracking';
import { finishedUnits, keepUnit } from '../units.ts';
import { checkOf, knownAnswerOf, knownOf } from './check.ts';
import type { CoordinateRunConfig } from './plan.ts';

/** What the runs share: the backend, and models that are drawn once for all methods. */
export async function openCoordinateSession({
  log,
  env,
}: Context): Promise<Session<CoordinateRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  log(`Backend  ${backend.description}`);
  const models = new ModelCache();
  return {
    backend: backend.description,
    assets: [],
    run: (plan, run, context) => runCheck(models, plan, run, context),
    describe,
  };
}

async function runCheck(
  models: ModelCache,
  { config }: Plan<CoordinateRunConfig>,
  run: Run,
  { signal, log }: Context,
): Promise<Outcome> {
  const started = performance.now();
  const check = checkOf(config);
  const finished = await finishedUnits<CoordinateUnit>(run.folder);
  const units: CoordinateUnit[] = [];
  for (const width of config.widths) {
    for (const seed of config.seeds) {
      const before = finished.find((unit) => unit.width === width && unit.seed === seed);
      const model = () => models.get(familyOf(config.family), width, seed);
      const unit = before ?? measureCoordinates(check, model(), width, seed);
      if (!before) await keepUnit(run.folder, unit);
      units.push(unit);
      await new Promise(setImmediate); // lets Ctrl-C be heard
      if (signal.aborted) return { status: 'interrupted' };
    }
  }
  const modules = judgeCoordinates(units, knownOf(config));
  for (const module of modules) log(`  ${lineOf(module)}`);
  const known = knownAnswerOf(config)?.says ?? null;
  await run.artifact('result.json', JSON.stringify({ known, modules }));
  return {
    status: 'finished',
    summary: { ...countsOf(modules), seconds: (performance.now() - started) / 1000 },
  };
}

function countsOf(modules: readonly ModuleReport[]) {
  const steps = modules.flatMap((module) => module.steps);
  const count = (is: (step: CoordinateStep) => boolean) => steps.filter(is).length;
  return {
    judged: steps.length,
    stable: count(({ verdict }) => verdict === 'stable'),
    undecided: count(({ verdict }) => verdict === 'undecided'),
    flagged: count(({ flagged }) => flagged),
    exceptions: count(({ exception }) => exception !== null),
    known: count(({ expected }) => expected !== null),
    agreeing: count(({ agrees }) => agrees === true),
  };
}

/** A module in one line: its change in all, what is flagged besides, and what is known of it. */
function lineOf({ name, steps }: ModuleReport): string {
  const last = steps.at(-1);
  const said = steps.filter((step) => step === last || step.flagged || step.expected !== null);
  return `${name}: ${said.map(stepText).join('; ')}`;
}

function stepText({ quantity, step, slope, low, high, verdict, ...more }: CoordinateStep): string {
  const interval = `${low?.toFixed(2)} to ${high?.toFixed(2)}`;
  const law = slope === null ? '' : ` n^${slope.toFixed(2)} (${interval})`;
  const known = more.expected === null ? '' : `, known: n^${more.expected}`;
  const differs = more.agrees === false ? ', DIFFERS' : '';
  const judged = more.flagged ? verdict.toUpperCase() : verdict;
  return `${quantity} after ${step}${law} ${judged}${known}${differs}`;
}

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  const { judged = 0, stable = 0, undecided = 0, flagged = 0, known = 0, agreeing = 0 } = summary;
  const answers = known > 0 ? `, ${agreeing} of ${known} known slopes found` : '';
  return `${judged} slopes: ${stable} stable, ${flagged} flagged, ${undecided} undecided${answers}`;
}
