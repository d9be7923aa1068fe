/**
 * The command that makes the same runs again, as a person would type it: without `--shard`, which only shares them out.
 *
 * @param argv what came after the experiment's file
 */
export function commandLine(project: string, name: string, argv: readonly string[]): string {
  const own = argv.filter(
    (arg, i) => arg !== '--shard' && argv[i - 1] !== '--shard' && !arg.startsWith('--shard='),
  );
  const args = own.map((arg) => (/^[\w./=,:@+-]+$/.test(arg) ? arg : `'${arg}'`));
  return ['npx nx run', `${project}:${name}`, ...args].join(' ');
}
