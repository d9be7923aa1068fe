#!/usr/bin/env node
// Times this project beside PyTorch + transformers + peft on the same work, in turns.
//
//     nx run tools:bench --case=minilm-32x48
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { epochCase, paddings, stepCases } from './cases.mjs';
import { median, provenance, writeRecord } from './record.mjs';
import { checkPython, startLab, startTorch } from './sides.mjs';

const epochName = 'epoch-mnli';
const names = [...Object.keys(stepCases), epochName];
const usage = `Times this project beside PyTorch + transformers + peft on the same work, in turns.

  --case NAME     one case, or several with commas between (default: all)
                  ${names.join('\n                  ')}
  --rounds N      turns of each side (default 5; 1 for the epoch)
  --steps N       steps a turn (default 8)
  --rows N        training rows of the epoch (default: all there are)
  --python PATH   Python with torch, transformers and peft (default: SINGLORA_PYTHON, or python3)
  --help          this text

Results go to runs/bench (or SINGLORA_BENCH), from which the report's performance page is made:
nx run reports:build. A ratio above 1 means that this project takes less time.`;

function parse() {
  const options = {
    case: { type: 'string' },
    rounds: { type: 'string' },
    steps: { type: 'string' },
  };
  const more = { rows: { type: 'string' }, python: { type: 'string' }, help: { type: 'boolean' } };
  try {
    const { values } = parseArgs({ options: { ...options, ...more } });
    const count = (name, fallback) => {
      const number = values[name] === undefined ? fallback : Number(values[name]);
      if (number !== undefined && !(Number.isInteger(number) && number > 0)) {
        throw new Error(`--${name} is '${values[name]}'; it takes a whole number above 0.`);
      }
      return number;
    };
    const chosen = values.case?.split(',') ?? names;
    const unknown = chosen.find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new Error(`There is no case '${unknown}'. Cases: ${names.join(', ')}`);
    const python = values.python ?? process.env.SINGLORA_PYTHON ?? 'python3';
    return { chosen, help: values.help, rounds: count('rounds'), steps: count('steps', 8), rows: count('rows'), python }; // prettier-ignore
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return process.exit(2);
  }
}

const { chosen, help, rounds, steps, rows, python } = parse();
const threads = availableParallelism();
const ms = (value) => `${value.toFixed(0)} ms`;
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const ratio = (theirs, ours) => `${(theirs / ours).toFixed(2)}×`;

/** A side without what it was measured by. */
function measured(side) {
  const { name, versions, ...rest } = side;
  delete rest.worker;
  delete rest.ask;
  return { name, versions, ...rest };
}

/** Runs `measure` with our side and `others` (by what each adds to the job) started, and ends them whatever happens. */
async function withSides(job, others, measure) {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-bench-'));
  const workers = [];
  const start = async (worker) => {
    workers.push(worker);
    return { worker, ready: await worker.next() };
  };
  try {
    const lab = await start(startLab({ ...job, folder, threads }));
    const { folder: model, tokens } = lab.ready;
    const method = job.against ?? job.method;
    const torch = [];
    for (const more of others) {
      torch.push(
        await start(startTorch(python, { ...job, ...more, method, model, tokens, threads })),
      );
    }
    return await measure(lab, torch);
  } finally {
    for (const worker of workers) worker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How the other side is called: by what makes its adapters. */
function otherName({ method, against = method }) {
  if (against === 'singlora') return 'PyTorch, SingLoRA by hand';
  return against === 'peft-singlora' ? 'PyTorch + peft-singlora' : 'PyTorch + peft';
}

async function benchSteps(name) {
  const job = stepCases[name];
  const turns = rounds ?? 5;
  await withSides(job, [{}], async ({ worker: lab, ready }, [{ worker: torch, ready: other }]) => {
    const sides = [
      { worker: lab, name: 'SingLoRA Lab', versions: ready.ready, milliseconds: [] },
      { worker: torch, name: otherName(job), versions: other.ready, milliseconds: [] },
    ];
    for (const { worker } of sides) await worker.ask({ steps: 4 }); // start-up, not counted
    for (let turn = 0; turn < turns; turn++) {
      for (const side of turn % 2 ? sides.toReversed() : sides) {
        const { milliseconds, peakRssBytes } = await side.worker.ask({ steps });
        side.milliseconds.push(milliseconds);
        side.peakRssBytes = peakRssBytes;
      }
    }
    const [ours, theirs] = sides.map(({ milliseconds, peakRssBytes }) => {
      const all = milliseconds.flat();
      return { min: Math.min(...all), median: median(all), peakRssBytes };
    });
    const { model, batch, length } = job;
    const isRandom = typeof model !== 'string';
    const setting = { ...job, threads, model: isRandom ? 'RoBERTa-base’s shape' : model };
    writeRecord({
      kind: 'step',
      case: name,
      title: `${isRandom ? setting.model : 'MiniLM-L6'}, ${batch} × ${length} tokens`,
      command: `npx nx run tools:bench --case=${name}`,
      ...provenance(ready.environment),
      setting: { ...setting, weights: isRandom ? 'random' : 'pretrained' },
      rounds: turns,
      sides: sides.map(measured),
    });
    console.log(
      `${name.padEnd(28)} ${ratio(theirs.median, ours.median).padStart(6)}` +
        `   ours ${ms(ours.min)} min, ${ms(ours.median)} median, ${mib(ours.peakRssBytes)}` +
        `   PyTorch ${ms(theirs.min)}, ${ms(theirs.median)}, ${mib(theirs.peakRssBytes)}` +
        `   minima ${ratio(theirs.min, ours.min)}`,
    );
  });
}

async function benchEpoch() {
  const turns = rounds ?? 1;
  const name = rows === undefined ? epochName : `${epochName}-${rows}`;
  // A process for each padding: a process's peak of memory never falls.
  const others = Object.entries(paddings);
  await withSides(
    { ...epochCase, rows },
    others.map(() => ({})),
    async ({ worker, ready }, torch) => {
      const sides = [
        { worker, ask: true, name: 'SingLoRA Lab', padding: 'as shipped', versions: ready.ready },
        ...others.map(([ask, padding], i) => {
          const { worker, ready } = torch[i];
          return { worker, ask, name: otherName(epochCase), padding, versions: ready.ready };
        }),
      ].map((side) => ({ ...side, seconds: [], realTokens: ready.realTokens }));
      for (let turn = 0; turn < turns; turn++) {
        for (const side of turn % 2 ? sides.toReversed() : sides) {
          const { seconds, ...counts } = await side.worker.ask({ epoch: side.ask });
          side.seconds.push(seconds);
          Object.assign(side, counts);
        }
      }
      const { model, batch, method, rank, alpha } = epochCase;
      writeRecord({
        kind: 'epoch',
        case: name,
        title: `One epoch of MNLI, ${ready.rows} rows`,
        command: `npx nx run tools:bench --case=${epochName}${rows ? ` --rows=${rows}` : ''}`,
        ...provenance(ready.environment),
        setting: { ...{ model, batch, method, rank, alpha }, rows: ready.rows, epochs: 1, data: ready.data }, // prettier-ignore
        sides: sides.map(measured),
      });
      const ours = median(sides[0].seconds);
      console.log(`${name}: ${ready.rows} rows, ${ready.data}`);
      for (const side of sides) {
        const seconds = median(side.seconds);
        const padding = 100 * (1 - side.realTokens / side.tokens);
        console.log(
          `  ${side.name}, ${side.padding}`.padEnd(36) +
            `${ratio(seconds, ours).padStart(6)}   ${seconds.toFixed(1)} s, ` +
            `${(ready.rows / seconds).toFixed(0)} examples/s, ${padding.toFixed(1)} % padding, ${mib(side.peakRssBytes)}`,
        );
      }
    },
  );
}

if (help) console.log(usage);
else {
  try {
    checkPython(python);
    for (const name of chosen) await (name === epochName ? benchEpoch() : benchSteps(name));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
