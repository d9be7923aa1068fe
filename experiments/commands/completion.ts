// nx run experiments:completion: the shell script that completes experiments, their flags and their choices.
import { join } from 'node:path';
import { completionScript, shells, type Shell } from './completion/script.ts';
import { allWords } from './completion/words.ts';

const [shell = ''] = process.argv.slice(2);
if ((shells as readonly string[]).includes(shell))
  console.log(completionScript(shell as Shell, await allWords(join(import.meta.dirname, '../..'))));
else {
  const says = `Usage: nx run experiments:completion -- ${shells.join('|')}

Prints what the shell reads so that it completes \`nx run TARGET -- --FLAG=CHOICE\`. Print it anew where experiments change.
  bash, zsh  node tools/launch.mjs experiments/commands/completion.ts bash > ~/.singlora-completion
             and in ~/.bashrc (~/.zshrc, after compinit): source ~/.singlora-completion
  fish       node tools/launch.mjs experiments/commands/completion.ts fish > ~/.config/fish/conf.d/singlora.fish`;
  const asked = /^(--help|-h)$/.test(shell);
  (asked ? console.log : console.error)(says);
  process.exitCode = asked ? 0 : 2;
}
