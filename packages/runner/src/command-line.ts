/**
 * The command that makes the same runs again, as a person would type it: without `--shard` and `--jobs`, which only share them out.
 *
 * @param argv what came after the experiment's file
 */
export function commandLine(project: string, name: string, argv: readonly string[]): string {
  const shares = (arg = '') => ['--shard', '--jobs'].includes(arg);
  const own = argv.filter(
    (arg, i) => !shares(arg) && !shares(argv[i - 1]) && !/^--(shard|jobs)=/.test(arg),
  );
  const args = own.map((arg) => (/^[\w./=,:@+-]+$/.test(arg) ? arg : `'${arg}'`));
  return ['npx nx run', `${project}:${name}`, ...args].join(' ');
}
