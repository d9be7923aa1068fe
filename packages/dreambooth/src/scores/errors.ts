import { DreamBoothError } from '../errors.ts';

export function notAClip(id: string): DreamBoothError {
  return new DreamBoothError(
    'DREAMBOOTH_ENCODER',
    `${id} lacks a config.json or a tokenizer, so it is no CLIP, which compares pictures with prompts. Give one, such as openai/clip-vit-base-patch32.`,
  );
}

export function notFinite(name: string, bad: number, all: number): DreamBoothError {
  return new DreamBoothError(
    'DREAMBOOTH_EMBEDDING',
    `${bad} of the ${all} numbers of ${name}'s embedding are not finite. Look at the picture; if it is sound, the encoder's weights are not: fetch them again.`,
  );
}

export function zeroEmbedding(name: string): DreamBoothError {
  return new DreamBoothError(
    'DREAMBOOTH_EMBEDDING',
    `The embedding of ${name} is zero, so that it has no direction to compare. Look at the picture; if embeddings are centred, it is the only one of the reference set.`,
  );
}

export function otherLength(name: string, length: number, expected: number): DreamBoothError {
  return new DreamBoothError(
    'DREAMBOOTH_EMBEDDING',
    `The embedding of ${name} has ${length} numbers, and others have ${expected}. Compare embeddings of one encoder only.`,
  );
}

export function noEmbeddings(what: string): DreamBoothError {
  return new DreamBoothError(
    'DREAMBOOTH_PAIRS',
    `There are no ${what} to compare. A score needs at least one.`,
  );
}

export function notInPairs(pictures: number, prompts: number): DreamBoothError {
  return new DreamBoothError(
    'DREAMBOOTH_PAIRS',
    `${pictures} pictures for ${prompts} prompts; each picture is compared with its own prompt.`,
  );
}
