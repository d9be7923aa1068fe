import { codedDreamBooth } from '../errors.ts';

export const notAClip = (id: string) =>
  codedDreamBooth.DREAMBOOTH_ENCODER`${id} lacks a config.json or a tokenizer, so it is no CLIP, which compares pictures with prompts. Give one, such as openai/clip-vit-base-patch32.`;

export const embeddingNotFinite = (name: string, bad: number, all: number) =>
  codedDreamBooth.DREAMBOOTH_EMBEDDING`${bad} of the ${all} numbers of ${name}'s embedding are not finite. Look at the picture; if it is sound, the encoder's weights are not: fetch them again.`;

export const zeroEmbedding = (name: string) =>
  codedDreamBooth.DREAMBOOTH_EMBEDDING`The embedding of ${name} is zero, so that it has no direction to compare. Look at the picture; if embeddings are centred, it is the only one of the reference set.`;

export const otherLength = (name: string, length: number, expected: number) =>
  codedDreamBooth.DREAMBOOTH_EMBEDDING`The embedding of ${name} has ${length} numbers, and others have ${expected}. Compare embeddings of one encoder only.`;

export const noEmbeddings = (what: string) =>
  codedDreamBooth.DREAMBOOTH_PAIRS`There are no ${what} to compare. A score needs at least one.`;

export const notInPairs = (pictures: number, prompts: number) =>
  codedDreamBooth.DREAMBOOTH_PAIRS`${pictures} pictures for ${prompts} prompts; each picture is compared with its own prompt.`;
