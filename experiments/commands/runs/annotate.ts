import { misuse } from '@singlora/runner';
import { openTracking, type Annotation } from '@singlora/tracking';
import { Command } from 'commander';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';

export const tagCommand = (output: Output): Command =>
  new Command('tag')
    .description('tag a run, finished or not; `list --where tags=figure-2` finds it again')
    .argument('<id>', 'the id of a run, or enough of its beginning')
    .argument('<tags...>', 'one or more, such as figure-2')
    .option('--remove', 'take these tags away')
    .action((id: string, tags: string[], { remove = false }: { remove?: boolean }) => {
      const wrong = tags.find((tag) => !/^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,99}$/u.test(tag));
      if (wrong !== undefined)
        throw misuse`"${wrong}" is no tag: use letters, digits, ".", "_", ":", "/" and "-".`;
      return change(id, output, ({ tags: before, note }) => ({
        tags: remove ? before.filter((tag) => !tags.includes(tag)) : [...before, ...tags],
        note,
      }));
    });

export const noteCommand = (output: Output): Command =>
  new Command('note')
    .description('write a note on a run, in place of the one that is there')
    .argument('<id>', 'the id of a run, or enough of its beginning')
    .argument('[text...]', 'such as "rate too high"')
    .option('--remove', 'take the note away')
    .action((id: string, text: string[], { remove = false }: { remove?: boolean }) => {
      const note = text.join(' ').trim();
      if ((note !== '') === remove)
        throw misuse`Give the text of the note, or --remove to take it away.`;
      return change(id, output, ({ tags }) => ({ tags, note }));
    });

const change = (id: string, output: Output, to: (before: Annotation) => Annotation) =>
  withTracking(async (tracking) => {
    const run = await tracking.inspect(id);
    const { tags, note } = await tracking.annotate(run.id, to);
    const said = [...(tags.length > 0 ? [`tags ${tags.join(', ')}`] : []), ...(note ? [note] : [])];
    output.print(printable(`Run ${run.id}: ${said.join('; ') || 'no tags and no note'}.`));
  }, openTracking);
