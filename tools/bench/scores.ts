// The scores of PyTorch + peft with the settings of a plan's runs, at the rates that their searches chose.
//
//     nx run tools:scores --task=mrpc,stsb
import { dirname, join } from 'node:path';
import { checkpointFiles, resolveCheckpoint } from '@singlora/hub';
import {
  glueRunConfig,
  gluePlans,
  mechanismPlans,
  tasks,
  taskTitle,
  type GluePlan,
  type GlueRunConfig,
  type ScoresRecord,
  type TaskName,
} from '@singlora/records';
import { captureEnvironment, openForReading } from '@singlora/tracking';
import { countOption, pythonOption, runCommand, some } from './command.ts';
import { provenance } from './record.ts';
import { Worker } from './worker.ts';

const plans: Readonly<Record<string, GluePlan>> = { ...gluePlans, ...mechanismPlans };
const adapters = Object.values(plans).flatMap(({ candidates }) =>
  candidates.map(({ method, rank }) => `${method}-${rank}`),
);

const settingName = ({ adapter: { method, r } }: GlueRunConfig) => `${method}-${r}`;

/** A line printed by glue_peft.py: for one seed, or at the end for all. */
type Line = Readonly<Record<string, string | number>> & {
  readonly seed: number;
  readonly versions: string;
};

/** A plan's result as it was configured. */
interface PlannedRun extends Pick<ScoresRecord, 'plan'> {
  readonly setting: GlueRunConfig;
}

/** The plan of a run: its preset's, or among plans that share an experiment the one with its seed. */
const planOf = (experiment: string, { preset, seed }: GlueRunConfig): string | undefined =>
  experiment === 'glue'
    ? preset
    : Object.entries<GluePlan>(mechanismPlans).find(([, { seeds }]) => seeds.includes(seed))?.[0];

/** The settings of the plans' results, one per plan, task and adapter, from the newest run. */
async function recordedSettings(): Promise<PlannedRun[]> {
  const tracking = await openForReading();
  try {
    const settings = new Map<string, PlannedRun>();
    for (const experiment of ['glue', 'mechanism'])
      for (const { config } of await tracking.list({ experiment, status: 'finished' })) {
        const setting = glueRunConfig.safeParse(config).data;
        const plan = setting && planOf(experiment, setting);
        if (setting?.purpose !== 'result' || plan === undefined) continue;
        const key = `${plan} ${setting.task} ${settingName(setting)}`;
        if (!settings.has(key)) settings.set(key, { plan, setting });
      }
    return [...settings.values()];
  } finally {
    await tracking.close();
  }
}

/** Trains and scores one setting with every seed. */
async function scoresOf(
  { plan, setting }: PlannedRun,
  seeds: readonly number[],
  { python, flag }: { readonly python: string; readonly flag: string },
): Promise<ScoresRecord> {
  const { learningRate, model } = setting;
  const task = setting.task as TaskName;
  const { method, r: rank } = setting.adapter;
  const { weights } = checkpointFiles(await resolveCheckpoint(model));
  const script = join(import.meta.dirname, '../reference/glue_peft.py');
  const flags = [
    `--model=${weights.name.endsWith('.gguf') ? weights.path : dirname(weights.path)}`,
    `--run=${JSON.stringify(setting)}`,
    `--seeds=${seeds.join()}`,
  ];
  const torch = new Worker([python, script, ...flags], { TRANSFORMERS_OFFLINE: '1' });
  try {
    const lines: Line[] = [];
    while (lines.length < seeds.length) {
      const line = await torch.next<Line>();
      lines.push(line);
      console.log(`  seed ${line.seed}: ${scoreText(task, line)}`);
    }
    return {
      kind: 'scores',
      case: `scores-${plan}-${task}-${settingName(setting)}`,
      title: `${taskTitle(task)}, ${method} of rank ${rank}`,
      command: `npx nx run tools:scores --plan=${plan} --task=${task} --adapter=${settingName(setting)}${flag}`,
      ...provenance(await captureEnvironment({ backend: 'none' })),
      by: lines[0]?.versions ?? '',
      plan,
      task,
      method,
      rank,
      learningRate,
      seeds: lines.map((line) => ({ seed: line.seed, scores: Object.fromEntries(scoresIn(line)) })),
    };
  } finally {
    torch.close();
  }
}

const scoresIn = (line: Line) =>
  Object.entries(line).filter((entry): entry is [string, number] => entry[0].includes('/'));

/** The headline metric on every scored split. */
function scoreText(task: TaskName, line: Line): string {
  const [metric] = tasks[task].metrics;
  const named = scoresIn(line).filter(([name]) => name.endsWith(`/${metric}`));
  return named.map(([name, value]) => `${name} ${(100 * value).toFixed(2)}`).join(', ');
}

await runCommand({
  about: `Scores of PyTorch + peft with the settings of a plan's runs, at the rates that their searches chose. Every setting is read from
the recorded results of the plan (the database is runs/runs.db, or what SINGLORA_TRACKING_URL names), and the rows are the
same. The GLUE page sets both side by side.`,
  options: {
    ...pythonOption,
    plan: some(Object.keys(plans)),
    task: some(Object.keys(tasks)),
    adapter: some([...new Set(adapters)]),
    seeds: countOption.optional().describe("the plan's first N (default: 5)"),
  },
  async *measure({ plan, task, adapter, python, seeds: first }) {
    const asked = (await recordedSettings()).filter(
      (one) =>
        plan.includes(one.plan) &&
        task.includes(one.setting.task) &&
        adapter.includes(settingName(one.setting)),
    );
    if (asked.length === 0)
      throw new Error(
        `No result of these plans, tasks and adapters is recorded. npx nx run experiments:glue --preset=${plan[0]} makes them.`,
      );
    const flag = first === undefined ? '' : ` --seeds=${first}`;
    for (const one of asked) {
      yield `\n${one.plan}, ${taskTitle(one.setting.task)}, ${settingName(one.setting)}`;
      const { seeds } = plans[one.plan] as GluePlan;
      yield await scoresOf(one, seeds.slice(0, first ?? 5), { python, flag });
    }
  },
});
