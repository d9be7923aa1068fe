/** Flags that only say how runs are shared out and told of, and whether they take a value. */
const sharing: Readonly<Record<string, boolean>> = {
  '--shard': true,
  '--jobs': true,
  '--keep-going': false,
  '--no-wait': false,
  '--json': false,
  '--dry-run': true,
};

/**
 * The command that makes the same runs again, as a person would type it: without the flags that change none of them.
 *
 * @param argv what came after the experiment's file
 */
export function commandLine(project: string, name: string, argv: readonly string[]): string {
  const own = argv.filter(
    (arg, i) => sharing[arg.replace(/=.*/s, '')] === undefined && !sharing[argv[i - 1] ?? ''],
  );
  const args = own.map((arg) => (/^[\w./=,:@+-]+$/.test(arg) ? arg : `'${arg}'`));
  return ['npx nx run', `${project}:${name}`, ...args].join(' ');
}
