/** Encoders with known weights, so that a run's record of one can be checked. */
const encoders = [
  {
    /** its id on the Hugging Face Hub */
    id: 'sentence-transformers/all-MiniLM-L6-v2',
    /** SHA-256 of files that hold all of its weights */
    weights: ['53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db'],
    hiddenSize: 384,
    layers: 6,
    /** the number of the model's parameters without the head's output layer */
    parameters: 22_713_216,
  },
  {
    id: 'sentence-transformers/all-mpnet-base-v2',
    weights: ['78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658'],
    hiddenSize: 768,
    layers: 12,
    parameters: 109_486_464,
  },
];

/** The encoder that some files hold, by the SHA-256 of the weight files among them; undefined where it is not a known one. */
export function knownEncoder(sha256: Readonly<Record<string, string>>) {
  const hashes = new Set(Object.values(sha256));
  return encoders.find(({ weights }) => weights.some((hash) => hashes.has(hash)));
}

/** The known encoder with this name on the Hub. */
export const encoderNamed = (id: string) => encoders.find((one) => one.id === id);
