import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { folderForAllTests } from '@singlora/files/temporary';
import { beforeAll, describe, expect, it } from 'vitest';
import check from '../../theory/coordinate-check/check.ts';
import { madeUp } from './made-up.test.support.ts';
import { python, runPython, source, withPython } from './python.test.support.ts';

const fixtures = join(import.meta.dirname, '../../theory/coordinate-check/fixtures');
const recorded = readdirSync(fixtures)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => join(fixtures, name));

const run = (...args: string[]) => runPython(['-m', 'singlora_coordinate_check', ...args]);

/** The harness's output and exit code. */
async function answer(measured: readonly string[], more: object) {
  const printed: string[] = [];
  const settings = { ...check.presets['default']!, measured: [...measured], ...more };
  const code = await check.answer?.(settings, (line) => printed.push(line));
  return { code, printed: printed.map((line) => `${line}\n`).join('') };
}

const contradictions = ['exploding', 'vanishing', 'diverged', 'high loss'];

describe.skipIf(!python)(withPython('the command in Python'), () => {
  const folder = folderForAllTests();
  let files: string[];
  beforeAll(() => {
    // With a loss that is not better, and one that rises.
    files = [...recorded];
    // Too few widths and seeds for an answer.
    const few = readFileSync(join(fixtures, 'mlp-standard.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => /"width":(64|128|256),"seed":[01],/.test(line));
    files.push(join(folder, 'few'));
    writeFileSync(join(folder, 'few'), few.join('\n'));
    for (const [name, lines] of Object.entries(madeUp).slice(1, 3)) {
      files.push(join(folder, name));
      writeFileSync(join(folder, name), lines);
    }
  });

  /** The files whose names contain one of these. */
  const some = (...names: string[]) =>
    files.filter((file) => names.some((name) => basename(file).includes(name)));

  it.each([
    [[], ['']],
    [['mup'], ['mlp']],
    [['sp'], ['transformer-standard', 'scatter']],
    [['lora', 'mup'], ['lora']],
    [['mup'], ['few']],
  ])(
    'prints what the harness prints for people, with its exit code: expect %j of %j',
    async (expected: string[], names: string[]) => {
      const files = some(...names);
      const { stdout, status, stderr } = run(...files, `--expect=${expected.join(',')}`);
      expect(stderr).toBe('');
      const { code, printed } = await answer(files, { expect: expected, failOn: contradictions });
      expect(stdout).toBe(printed);
      expect(status).toBe(code);
    },
  );

  it.each([
    ['mup', 'layer attention gated epsilon'],
    ['lora', 'alpha'],
  ])(
    'finds what the harness finds in models with one error: expect %s, %s',
    async (preset, names) => {
      const own = readdirSync(join(fixtures, 'errors')).filter((name) =>
        names.includes(name.split('-')[0]!),
      );
      const files = own.map((name) => join(fixtures, 'errors', name));
      const { stdout, status } = run(...files, `--expect=${preset}`, '--quiet');
      const { code, printed } = await answer(files, { expect: [preset], quiet: true });
      expect(status).toBe(code);
      expect(rounded(stdout)).toEqual(rounded(printed));
      const failed = rounded(stdout).map((each) => (each as { failed: boolean }).failed);
      expect(failed).toEqual(own.map((name) => name.endsWith('-wrong.jsonl')));
    },
  );

  it('ends in silence where nobody reads what it prints', () => {
    const command = '"$0" -m singlora_coordinate_check "$@" | true';
    const env = { ...process.env, PYTHONPATH: source };
    const { stderr } = spawnSync('sh', ['-c', command, python ?? '', ...some('mlp')], {
      encoding: 'utf8',
      env,
    });
    expect(stderr).toBe('');
  });

  it.each([
    [['mup'], ['vanishing'], ['mup']],
    [['sp'], ['exploding', 'bends'], ['mlp', 'scatter 0.2']],
    [[], [], ['lora']],
    [['mup'], [], ['few']],
    [['mup'], ['undecided'], ['few']],
  ])('and for programs: expect %j, fail on %j of %j', async (expected, failOn, names) => {
    const files = some(...names);
    const flags = [`--expect=${expected.join(',')}`, '--quiet'];
    if (failOn.length > 0) flags.push(`--fail-on=${failOn.join(',')}`);
    const { stdout, status } = run(...files, ...flags);
    const { code, printed } = await answer(files, { expect: expected, failOn, quiet: true });
    expect(status).toBe(code);
    expect(rounded(stdout)).toEqual(rounded(printed));
  });

  it('says on the other stream what cannot be judged, and prints nothing', () => {
    const none = run(recorded[0]!, join(folder, 'none.jsonl'));
    expect(none).toMatchObject({ status: 1, stdout: '' });
    expect(none.stderr).toMatch(/^Cannot read .*none\.jsonl: ENOENT/);
    const table = run(recorded[0]!, '--expect=mu');
    expect(table).toMatchObject({ status: 2, stdout: '' });
    expect(table.stderr).toMatch(/^--expect: mu is no table .*Known presets: sp, mup, lora/);
    const usage = run(recorded[0]!, '--fail-on=growing');
    expect(usage).toMatchObject({ status: 2, stdout: '' });
    expect(usage.stderr).toMatch(/unknown fault 'growing'. Known: exploding, vanishing/);
  });
});

/** Lines of JSON with numbers rounded to ten digits. */
const rounded = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line, (_, value: unknown) =>
          typeof value === 'number' ? Number(value.toPrecision(10)) : value,
        ) as unknown,
    );
