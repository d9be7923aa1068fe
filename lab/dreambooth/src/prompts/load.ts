import { assetRecordOf, isOffline, resolveDataset, type ResolveOptions } from '@singlora/hub';
import type { AssetRecord } from '@singlora/tracking';
import { readClassesFile } from '../subjects/classes-file.ts';
import { classesFile, datasetFolder, googleDreamBooth } from '../subjects/google.ts';
import { builtInAsset, builtInPrompts } from './built-in.ts';
import type { PromptLists } from './prompt-lists.ts';

/**
 * google/dreambooth's prompts from the Hugging Face cache or the Hub; only without a network, the built-in ones, with a
 * notice.
 *
 * @throws DreamBoothError `DREAMBOOTH_CLASSES_FILE`; HubError
 */
export async function loadPrompts(
  options: ResolveOptions = {},
): Promise<{ prompts: PromptLists; asset: AssetRecord }> {
  const name = `${datasetFolder}/${classesFile}`;
  try {
    const assets = await resolveDataset(googleDreamBooth, [name], options);
    const [file] = Object.values(assets.files);
    if (!file) throw new TypeError(`${name} was resolved without a file`);
    const { prompts } = await readClassesFile(file.path);
    return { prompts, asset: assetRecordOf(assets, [{ ...file, name: classesFile }]) };
  } catch (error) {
    if (!isOffline(error)) throw error;
    options.onNotice?.(
      `No network, and ${googleDreamBooth}'s prompts are not in the Hugging Face cache: built-in prompts of our own wording are used instead.`,
    );
    return { prompts: builtInPrompts, asset: builtInAsset };
  }
}
