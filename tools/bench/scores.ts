// What PyTorch + peft scores with the settings of a plan's runs, at the rates that their searches chose.
//
//     nx run tools:scores --task=mrpc,stsb
import { dirname, join } from 'node:path';
import { resolveCheckpoint } from '@singlora/hub';
import {
  glueRunConfig,
  gluePlans,
  tasks,
  taskTitle,
  type Candidate,
  type GluePlan,
  type GlueRunConfig,
  type ScoresRecord,
  type TaskName,
} from '@singlora/records';
import { captureEnvironment, openForReading } from '@singlora/tracking';
import { runCommand } from './command.ts';
import { provenance } from './record.ts';
import { Worker } from './worker.ts';
import { referenceFlags } from './reference-flags.ts';

const [firstPlan = ''] = Object.keys(gluePlans);
function nameOf({ method, rank }: Candidate): string {
  return `${method}-${rank}`;
}

const settingName = ({ adapter: { method, r } }: GlueRunConfig) => nameOf({ method, rank: r });

/** A line that glue_peft.py prints: of one seed, or at the end of all. */
type Line = Readonly<Record<string, string | number>> & {
  readonly seed: number;
  readonly versions: string;
};

/** The settings of the plans' results, one plan, task and adapter each, of the newest run. */
async function recordedSettings(): Promise<GlueRunConfig[]> {
  const tracking = await openForReading();
  try {
    const runs = await tracking.list({ experiment: 'glue', status: 'finished' });
    const settings = new Map<string, GlueRunConfig>();
    for (const { config } of runs) {
      const read = glueRunConfig.safeParse(config).data;
      if (read?.purpose !== 'result') continue;
      const key = `${read.preset} ${read.task} ${settingName(read)}`;
      if (!settings.has(key)) settings.set(key, read);
    }
    return [...settings.values()];
  } finally {
    await tracking.close();
  }
}

/** Trains and scores one setting with every seed. */
async function scoresOf(
  plan: string,
  setting: GlueRunConfig,
  seeds: readonly number[],
  { python, flag }: { readonly python: string; readonly flag: string },
): Promise<ScoresRecord> {
  const { task, learningRate, model } = setting;
  const { method, r: rank } = setting.adapter;
  const { files } = await resolveCheckpoint(model);
  const script = join(import.meta.dirname, '../reference/glue_peft.py');
  const folder = dirname(files['config.json']?.path ?? '');
  const flags = [...referenceFlags(setting), `--seeds=${seeds.join(',')}`];
  const torch = new Worker([python, script, `--model=${folder}`, ...flags], {
    ...process.env,
    TRANSFORMERS_OFFLINE: '1',
  });
  try {
    const lines: Line[] = [];
    while (lines.length < seeds.length) {
      const line = await torch.next<Line>();
      lines.push(line);
      console.log(`  seed ${line.seed}: ${scoreText(task as TaskName, line)}`);
    }
    return {
      kind: 'scores',
      case: `scores-${plan}-${task}-${settingName(setting)}`,
      title: `${taskTitle(task)}, ${method} of rank ${rank}`,
      command: `npx nx run tools:scores --plan=${plan} --task=${task} --adapter=${settingName(setting)}${flag}`,
      ...provenance(await captureEnvironment({ backend: 'none' })),
      by: lines[0]?.versions ?? '',
      ...{ plan, task, method, rank, learningRate },
      seeds: lines.map((line) => ({
        seed: line.seed,
        scores: Object.fromEntries(
          Object.entries(line).filter((entry): entry is [string, number] => entry[0].includes('/')),
        ),
      })),
    };
  } finally {
    torch.close();
  }
}

/** The headline metric on everything that was scored. */
function scoreText(task: TaskName, line: Line): string {
  const [metric] = tasks[task].metrics;
  const named = Object.entries(line).filter(([name]) => name.endsWith(`/${metric}`));
  return named.map(([name, value]) => `${name} ${(100 * Number(value)).toFixed(2)}`).join(', ');
}

await runCommand({
  about: `Scores of PyTorch + peft with the settings of a plan's runs, at the rates that their searches chose. Every setting is read from
the recorded results of the plan (the database is runs/runs.db, or what SINGLORA_TRACKING_URL names), and the rows are the
same. The GLUE page sets both side by side.`,
  choices: {
    plan: Object.keys(gluePlans),
    task: Object.keys(tasks),
    adapter: [
      ...new Set(Object.values(gluePlans).flatMap(({ candidates }) => candidates.map(nameOf))),
    ],
  },
  counts: ['seeds'],
  imports: () => ['torch', 'transformers', 'peft', 'pandas', 'pyarrow', 'sklearn', 'scipy'],
  async *measure({ chosen, python, seeds: first }) {
    const recorded = await recordedSettings();
    let made = 0;
    for (const plan of chosen('plan')) {
      const { seeds }: GluePlan = gluePlans[plan as keyof typeof gluePlans];
      for (const setting of recorded) {
        const isAsked =
          setting.preset === plan &&
          chosen('task').includes(setting.task) &&
          chosen('adapter').includes(settingName(setting));
        if (!isAsked) continue;
        yield `\n${plan}, ${taskTitle(setting.task)}, ${settingName(setting)}`;
        const flag = first === undefined ? '' : ` --seeds=${first}`;
        yield await scoresOf(plan, setting, seeds.slice(0, first ?? 5), { python, flag });
        made += 1;
      }
    }
    if (made === 0)
      throw new Error(
        `No result of these plans, tasks and adapters is recorded. npx nx run experiments:glue --preset=${firstPlan} makes them.`,
      );
  },
});
