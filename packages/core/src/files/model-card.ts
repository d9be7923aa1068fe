import { methodOf } from '../adapter-config.ts';
import type { AdapterArchive } from './archive.ts';
import { isMoreThanPeft, ownFile } from './own-file.ts';

/** The `README.md` of an adapter's folder, with the front matter that the Hub reads. */
export function modelCard(archive: AdapterArchive, isForDiffusers: boolean): string {
  const { config, u, layers, baseModel, component } = archive;
  const { summary } = methodOf(config);
  const load = 'Load it with `peft.PeftModel.from_pretrained`';
  const more = `, as a plain LoRA of the same update, or with \`loadAdapter\` of \`@singlora/core/node\` as it was trained (${ownFile})`;
  const inDiffusers = isForDiffusers
    ? ', or in diffusers with `pipe.load_lora_weights`'
    : '. diffusers cannot load it: merge it, with `singlora merge`';
  return [
    '---',
    'library_name: peft',
    ...(baseModel === undefined ? [] : [`base_model: ${JSON.stringify(baseModel)}`]),
    'tags:',
    `  - ${config.method}`,
    '---',
    '',
    `# ${config.method} adapter`,
    '',
    summary,
    '',
    `Rank ${config.r}, alpha ${config.lora_alpha}, ${layers.length} layers, ramp at u = ${u}. ${load}${isMoreThanPeft(archive) ? more : ''}${component === undefined ? '' : inDiffusers}.`,
    '',
  ].join('\n');
}

const written =
  /^---\nlibrary_name: (peft|singlora)\n(base_model: .*\n)?tags:\n {2}- .+\n---\n\n# .+ adapter\n\n.+\n\nRank .+ ramp at u = .+\n$/;

/** Whether a text is a model card of {@link modelCard}, to which nobody has added anything. */
export const isModelCard = (text: string): boolean => written.test(text);
